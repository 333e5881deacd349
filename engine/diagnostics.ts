import type { Diagnostic, Fix } from '../schemas/diagnostic.ts'
import type { NodeId } from '../schemas/node.ts'

type Level = Diagnostic['level']

/**
 * Everything that can be wrong with a scenario. Errors block publishing, warnings do not; neither blocks saving.
 * The text is plain English for logs and the command line, `{name}` stands for a value of the diagnostic.
 */
export const diagnosticTable = {
  START_UNKNOWN: ['error', 'The scenario starts at "{start}", which is not one of its steps.'],
  START_NOT_SEGMENT: ['error', 'The first step must be a segment, not {kind}.'],
  SEGMENT_NOT_FIRST: ['error', 'A segment can only be the first step: remove this one.'],
  EDGE_TO_SEGMENT: ['error', 'The branch "{port}" leads back to the segment: choose a later step.'],
  DUPLICATE_ID: ['error', 'Two steps have the id "{id}": rename one.'],
  KIND_CHANGED: [
    'error',
    'The id "{id}" belonged to a step of kind {was} in an earlier version: give this step a new id.',
  ],
  EDGE_TO_UNKNOWN: ['error', 'The branch "{port}" leads to "{target}", which does not exist.'],
  BRANCH_EMPTY: ['error', 'The branch "{port}" leads nowhere: add a step or end it.'],
  UNREACHABLE: ['error', 'No way leads to this step: connect it or remove it.'],
  LOOP_UNLIMITED: ['error', 'Customers return to this step: limit how often, 2 to 20 times.'],
  LOOP_EXHAUSTED: [
    'error',
    'The branch "exhausted" of a step with a limit leads back to it: let it continue elsewhere.',
  ],
  LOOP_WITHOUT_WAIT: ['error', 'Customers return to this step without waiting: add a wait inside.'],
  CONTACTS_TOO_CLOSE: [
    'warning',
    'The contact "{other}" follows at once: put a wait or a response branch between.',
  ],
  ATTRIBUTION_SHORT: [
    'warning',
    'Purchases are awaited up to {window} days after the contact, but count for {days} days only.',
  ],
  COST_ABOVE_BUDGET: [
    'warning',
    'Contacts may cost up to {cost}, the budget is {budget}: the run would stop there.',
  ],
  SEGMENT_MISSING: ['error', 'Choose the customers who take part.'],
  SEGMENT_UNKNOWN: ['error', 'The saved segment {segment} no longer exists: choose another.'],
  ENTRY_EVENT_MISSING: ['error', 'Name the event by which customers come in.'],
  REENTRY_IMPOSSIBLE: [
    'error',
    'The audience is taken once, so nobody can come in again: choose another way in, or no return.',
  ],
  AUDIENCE_EMPTY: ['warning', 'The segment "{name}" had no customers when it was last counted.'],
  RULE_INVALID: ['error', 'The rule cannot be used: {problem}'],
  OFFER_MISSING: ['error', 'Say what is offered.'],
  OFFER_UNKNOWN: ['error', 'The saved offer {offer} no longer exists: choose another.'],
  OFFER_AMBIGUOUS: [
    'warning',
    'Different offers lead to this step: its message speaks of "{offer}" for everyone.',
  ],
  REWARD_NONE_LEFT: ['warning', 'There is no stock of "{reward}": nobody will get it.'],
  REWARD_EXPIRES_EARLY: [
    'error',
    'The reward "{reward}" is valid for {validDays} days, but is still promised {days} days after it was issued.',
  ],
  REWARD_EXPIRES_IN_WINDOW: [
    'warning',
    'The reward "{reward}" is valid for {validDays} days, but responses are awaited {days} days after it was issued.',
  ],
  CHANNEL_MISSING: ['error', 'Choose a channel.'],
  MESSAGE_MISSING: ['error', 'Write the message.'],
  SUBJECT_MISSING: ['error', 'Write the subject.'],
  MESSAGE_TAG_UNKNOWN: ['error', 'The message names "{tag}", which is not known of customers.'],
  MESSAGE_TAG_BROKEN: ['error', 'A merge tag at character {place} cannot be read: {problem}.'],
  VARIANT_FOR_MISSING: ['error', 'Say who gets these words instead.'],
  LINK_MISSING: ['error', 'The message holds {{link}}: say where it leads.'],
  SEND_HOURS_EMPTY: ['error', 'Messages may go out from {from} until {until}: that is never.'],
  SEND_HOURS_QUIET: [
    'error',
    'Messages may go out from {from} until {until}, which is all within the quiet hours.',
  ],
  WAIT_MISSING: ['error', 'Say how long to wait.'],
  WAIT_DATE_PAST: ['error', 'The date {date} has passed: choose a later one.'],
  OUTCOMES_MISSING: ['error', 'Choose at least one response to branch by.'],
  OUTCOME_DOUBLE: ['error', 'The response "{response}" is listed twice.'],
  OUTCOME_IMPOSSIBLE: ['error', 'The contacts before cannot have the response "{response}".'],
  CONTACT_MISSING: ['error', 'No contact comes before this step: there is nothing to respond to.'],
  CONTACT_UNKNOWN: ['error', 'The contact "{contact}" is not a channel or call step here.'],
  CONTACT_NOT_BEFORE: ['error', 'The contact "{contact}" does not come before this step.'],
  BRANCHES_MISSING: ['error', 'Add at least one branch.'],
  BRANCH_RULE_MISSING: ['error', 'Say who takes the branch "{port}".'],
  PORT_DOUBLE: ['error', 'Two branches are called "{port}".'],
  PORT_RESERVED: [
    'error',
    'A branch cannot be called "{port}": that name has a meaning of its own.',
  ],
  ARMS_MISSING: ['error', 'An experiment needs at least two arms.'],
  SHARES_SUM: ['error', 'The shares make {sum} %, not 100 %.'],
  SCRIPT_MISSING: ['warning', 'The agent has no script for this call.'],
  CHANGES_MISSING: ['error', 'Say what to change in the profile.'],
} as const satisfies Record<string, readonly [Level, string]>

export type DiagnosticCode = keyof typeof diagnosticTable

/** One diagnostic, worded from the table. */
export function diagnostic(
  code: DiagnosticCode,
  at: { readonly nodeId: NodeId | null; readonly field?: string },
  more: {
    readonly values?: Readonly<Record<string, string | number>>
    readonly fix?: Fix
  } = {},
): Diagnostic {
  const [level, template] = diagnosticTable[code]
  const values = more.values ?? {}
  return {
    code,
    level,
    nodeId: at.nodeId,
    field: at.field ?? null,
    message: worded(template, values),
    values,
    ...(more.fix && { fix: more.fix }),
  }
}

function worded(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/(?<!\{)\{(\w+)\}(?!\})/g, (hole, name: string) =>
    String(values[name] ?? hole),
  )
}
