import type { AlertCode } from '../schemas/api/alerts.ts'

type Values = Readonly<Record<string, string | number>>

interface Meaning {
  /** error: nothing goes on, or nobody is contacted; warning: somebody should look soon; notice: good to know. */
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: (values: Values) => string
  readonly remedy: string
}

/** What every alert means and what to do about it, in English; a page words the codes itself. */
export const alertMeanings: { readonly [Code in AlertCode]: Meaning } = {
  GATE_CLOSED: {
    level: 'error',
    message: ({ reason }) => `The gate is closed: nothing moves and nothing is sent. ${reason}`,
    remedy:
      'Look at what the database and the providers know of the last contacts, then open the gate: "dasi gate open --confirm", or in the settings.',
  },
  DISK_FULL: {
    level: 'error',
    message: () => 'The database takes no more rows: its disk is full.',
    remedy: 'Make room on the disk of PostgreSQL; everything goes on by itself where it stood.',
  },
  NOBODY_WORKS: {
    level: 'error',
    message: ({ cohorts, runs }) =>
      `Nobody works: turns of ${cohorts} cohorts and the start of ${runs} runs are overdue.`,
    remedy:
      'See that "dasi worker" and "dasi router" run, that Temporal answers and that the database takes writes; the logs of the worker say more.',
  },
  ROUTER_STALE: {
    level: 'error',
    message: ({ events }) => `${events} responses and purchases have come in and are not taken up.`,
    remedy: 'See that "dasi router" runs; nothing is lost meanwhile.',
  },
  PROVIDER_DOWN: {
    level: 'error',
    message: ({ channel, code, attempts }) =>
      `The provider of ${channel} takes nothing: ${code}, after ${attempts} attempts.`,
    remedy:
      'See that the provider and its address in the settings are right. Attempts go on by themselves, ever more rarely; contacts expire rather than go out stale.',
  },
  HELD: {
    level: 'error',
    message: ({ count, reason }) => `${count} customers are held: ${reason}.`,
    remedy:
      'Look at the reason, mend it, and let them try again: "dasi run retry RUN --reason …", move them or take them out.',
  },
  BUDGET_EXHAUSTED: {
    level: 'warning',
    message: ({ count, spent, total }) =>
      `The budget is used up, ${spent} of ${total}: ${count} customers are held.`,
    remedy: 'Give more with "dasi run budget RUN AMOUNT", or take them out.',
  },
  NOBODY_ENTERS: {
    level: 'warning',
    message: ({ waiting }) => `${waiting} customers wait to enter, and nobody has for ten minutes.`,
    remedy: 'See that "dasi worker" runs and that Temporal answers, and look at the rate.',
  },
  UNKNOWN_CONTACTS: {
    level: 'warning',
    message: ({ count }) => `Of ${count} contacts nobody knows whether they were made.`,
    remedy:
      'They are not sent again by themselves. Ask the provider, then send them again if you must: "dasi run resend RUN".',
  },
  CONTACTS_EXPIRED: {
    level: 'warning',
    message: ({ count }) =>
      `${count} contacts of the last 24 hours expired instead of going out stale.`,
    remedy: 'Look what held them up; the time allowed stands in the step.',
  },
  BOUNCES_RISE: {
    level: 'warning',
    message: ({ channel, bounced, sent }) =>
      `${bounced} of ${sent} contacts by ${channel} came back in the last 24 hours.`,
    remedy: 'Look where the addresses come from; those that came back are not written to again.',
  },
  BUDGET_NEAR_END: {
    level: 'notice',
    message: ({ spent, total }) => `The budget is nearly used up: ${spent} of ${total}.`,
    remedy: 'Give more in time with "dasi run budget RUN AMOUNT"; else customers will be held.',
  },
  OLDER_VERSION: {
    level: 'notice',
    message: ({ version, newest }) => `New entries take version ${version}; ${newest} is newer.`,
    remedy:
      'Nothing needs doing: who is inside finishes as it began. To go over: "dasi run migrate RUN --version N".',
  },
}
