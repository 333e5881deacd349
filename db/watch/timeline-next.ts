import { sql } from 'kysely'
import { isZone } from '../../engine/calendar.ts'
import type { Traveller } from '../../engine/decision.ts'
import { decide, needsOf } from '../../engine/kinds/registry.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo, PlanNode } from '../../schemas/plan.ts'
import { loadRunContext, type RunContext } from '../runs/runs.ts'
import { enrolmentState, loadContacts, loadPauses, loadPurchases } from '../runs/turn-load.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Tx } from '../schema.ts'

/** What happens to an enrolment next, and when, if nothing comes between. */
export interface Next {
  readonly because: NextCause
  /** A code: the rule that defers or holds, the provider’s answer. */
  readonly reason: string | null
  /** By the run’s clock; null: as soon as it can be, or nobody knows when. */
  readonly at: InstantMs | null
  /** Before it was rounded up so that many come due together; null: it was not. */
  readonly exactAt: InstantMs | null
  /** The way it then takes, and where that leads; null: not known yet, or out of the scenario. */
  readonly port: string | null
  readonly to: NodeNo | null
}

/**
 * `moving`: with the next turn. `waiting`: until a wait is over. `listening`: until something comes back or the window
 * ends. `sending`: a contact is about to go out. `deferred`: a contact may not go out before. `retrying`: the provider
 * took nothing. `calling`: until an agent reports or the time is over.
 */
export type NextCause =
  | 'moving'
  | 'waiting'
  | 'listening'
  | 'sending'
  | 'deferred'
  | 'retrying'
  | 'calling'
  | 'held'
  | 'paused'
  | 'gateClosed'
  | 'left'

export interface StandingNow {
  readonly run: number
  readonly cohort: number
  readonly no: number
  readonly plan: number
  readonly node: NodeNo
  readonly visit: number
  readonly state: number
  readonly reason: string | null
  readonly enteredAt: InstantMs
  readonly arrivedAt: InstantMs
  readonly due: InstantMs | null
  readonly zone: string
}

const nothing: Omit<Next, 'because'> = {
  reason: null,
  at: null,
  exactAt: null,
  port: null,
  to: null,
}

/** What the rows and the plan say of an enrolment’s next step; decided as the turn would, and not written. */
export async function loadNext(tx: Tx, who: StandingNow): Promise<Next> {
  const { state, reason } = who
  if (state === enrolmentState.ended) return { ...nothing, because: 'left' }
  const context = await loadRunContext(tx, who.run)
  if (!context.gateOpen) return { ...nothing, because: 'gateClosed' }
  if (context.state === 'paused') return { ...nothing, because: 'paused' }
  if (state === enrolmentState.held) return { ...nothing, because: 'held', reason }
  const at = (await loadPlan(tx, who.plan)).byNo.get(who.node)
  if (state === enrolmentState.ready || !at) return { ...nothing, because: 'moving' }
  const open = await loadOpenContact(tx, who)
  return open ? nextOfContact(open, context) : decided(tx, { who, at, context })
}

async function decided(
  tx: Tx,
  { who, at, context }: { who: StandingNow; at: PlanNode; context: RunContext },
): Promise<Next> {
  if (!isZone(who.zone)) {
    return { ...nothing, because: causeOf(at), reason: 'ZONE_UNKNOWN', at: who.due }
  }
  const enrolments = [who.no]
  const needs = needsOf(at)
  const contacts = await loadContacts(tx, who, { enrolments, nodes: needs.contacts ?? [] })
  const purchases = needs.purchases ? await loadPurchases(tx, who, enrolments) : new Map()
  const traveller: Traveller = {
    seed: '',
    zone: who.zone,
    visit: who.visit,
    enteredAt: who.enteredAt,
    arrivedAt: who.arrivedAt,
    customer: { fields: {}, history: [], consents: [] },
    contacts: contacts.get(who.no) ?? [],
    purchases: purchases.get(who.no) ?? [],
    rewardLeft: true,
  }
  const clock = { now: context.now, pauses: await loadPauses(tx, who.run) }
  const decision = decide(at, traveller, clock)
  if (decision.do === 'go') {
    return { ...nothing, because: 'moving', ...way(at, decision.port) }
  }
  if (decision.do === 'end') return { ...nothing, because: 'moving' }
  const { dueAt } = decision
  const rounded = dueAt !== null && who.due !== null && who.due > dueAt
  return {
    ...nothing,
    because: causeOf(at),
    at: rounded ? who.due : dueAt,
    exactAt: rounded ? dueAt : null,
    ...way(at, portInTime(at)),
  }
}

function causeOf({ node }: PlanNode): NextCause {
  if (node.kind === 'response') return 'listening'
  return node.kind === 'call' ? 'calling' : 'waiting'
}

/** The port that is taken if nothing comes until then. */
function portInTime({ node, next }: PlanNode): string | null {
  if (node.kind === 'response') return 'none'
  if (node.kind === 'call') return 'unreached' in next ? 'unreached' : 'next'
  return node.kind === 'wait' ? 'next' : null
}

function way({ next }: PlanNode, port: string | null): Pick<Next, 'port' | 'to'> {
  return { port, to: port === null ? null : (next[port] ?? null) }
}

interface OpenContact {
  readonly status: number
  readonly reason: string | null
  readonly notBefore: InstantMs | null
  /** Real milliseconds until it may be tried again; null: at once. */
  readonly retryMs: number | null
}

async function loadOpenContact(tx: Tx, who: StandingNow): Promise<OpenContact | null> {
  const { rows } = await sql<OpenContact>`
    select status, reason, not_before as "notBefore",
      extract(epoch from retry_at - clock_timestamp())::float8 * 1000 as "retryMs"
    from intent
    where run = ${who.run} and cohort = ${who.cohort} and node = ${who.node} and enrolment = ${who.no}
      and visit = ${who.visit} and status < 3
    order by occurrence desc limit 1`.execute(tx)
  return rows[0] ?? null
}

function nextOfContact(
  { status, reason, notBefore, retryMs }: OpenContact,
  { now }: RunContext,
): Next {
  if (status === 0 && notBefore !== null && notBefore > now) {
    return { ...nothing, because: 'deferred', reason, at: notBefore }
  }
  if (retryMs !== null && retryMs > 0) {
    return { ...nothing, because: 'retrying', reason, at: Math.round(now + retryMs) }
  }
  return { ...nothing, because: 'sending' }
}
