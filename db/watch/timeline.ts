import { sql } from 'kysely'
import type { ContactStatus } from '../../engine/decision.ts'
import { closingMove, isLate, listenersOf, type PastMove } from '../../engine/late.ts'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { contactStatusOf, type EnrolmentState, enrolmentStateOf } from '../runs/status-names.ts'
import { enrolmentState } from '../runs/turn-load.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { loadActs, type TimelineAct } from './timeline-acts.ts'
import { loadNext, type Next } from './timeline-next.ts'

/** One customer’s way through a run, one entry of it. Every list is in the order of what happened. */
export interface Timeline {
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  readonly state: EnrolmentState
  readonly reason: string | null
  readonly enteredAt: InstantMs
  /** Every time the customer entered the run, newest first; one of them is this. */
  readonly entries: readonly Entry[]
  /** Where it stands, and when its row is due (null: only a response moves it, or nothing any more). */
  readonly now: {
    readonly node: NodeNo
    readonly visit: number
    readonly arrivedAt: InstantMs
    readonly due: InstantMs | null
  }
  readonly next: Next
  readonly moves: readonly TimelineMove[]
  /** What operators did to it. */
  readonly acts: readonly TimelineAct[]
  readonly contacts: readonly TimelineContact[]
  readonly purchases: readonly {
    readonly at: InstantMs
    readonly amount: number
    /** The step of the last contact before it; null: there was none. */
    readonly node: NodeNo | null
    readonly late: boolean
  }[]
  readonly rewards: readonly {
    readonly node: NodeNo
    readonly code: string
    readonly faceValue: number
    readonly issuedAt: InstantMs
    readonly expiresAt: InstantMs
    readonly redeemedAt: InstantMs | null
  }[]
}

interface Entry {
  readonly id: string
  readonly enteredAt: InstantMs
  readonly state: EnrolmentState
}

export interface TimelineMove {
  readonly seq: number
  readonly node: NodeNo
  readonly visit: number
  /** Null: the move ended the enrolment, or an operator or a migration made it. */
  readonly port: string | null
  readonly code: string
  readonly why: Readonly<Record<string, string | number>> | null
  /** The run’s logical instant. */
  readonly at: InstantMs
  /** Real time. */
  readonly madeAt: InstantMs
}

export interface TimelineContact {
  /** Outward id. */
  readonly id: string
  readonly node: NodeNo
  readonly visit: number
  readonly channel: Channel
  readonly status: ContactStatus
  readonly reason: string | null
  /** Version of the policy that refused it. */
  readonly policy: number | null
  readonly cost: number
  readonly orderedAt: InstantMs
  readonly settledAt: InstantMs | null
  readonly attempts: readonly {
    readonly attempt: number
    /** Real time. */
    readonly startedAt: InstantMs
    readonly result: string | null
  }[]
  readonly responses: readonly {
    readonly kind: string
    readonly firstAt: InstantMs
    readonly count: number
    /** Came after the branch that awaited it was taken: kept, and without effect on the way. */
    readonly late: boolean
  }[]
}

/** `entry`: which time of entering; without it, the newest. Fails with NOT_FOUND for a customer who is not in the run. */
export async function loadTimeline(
  db: Db,
  wanted: { readonly run: number; readonly customer: string; readonly entry?: string | undefined },
): Promise<Timeline> {
  return inTransaction(db, (tx) => readTimeline(tx, wanted), { isolation: 'repeatable read' })
}

async function readTimeline(
  tx: Tx,
  { run, customer, entry }: { run: number; customer: string; entry?: string | undefined },
): Promise<Timeline> {
  const entries = await loadEntries(tx, run, customer)
  const chosen = entry === undefined ? entries[0] : entries.find(({ id }) => id === entry)
  if (!chosen)
    throw new Failure('NOT_FOUND', `There is no customer ${customer} in this run.`, {
      details: { reason: 'CUSTOMER_NOT_IN_RUN' },
    })
  const key = { run, cohort: chosen.cohort, enrolment: chosen.no }
  const ended = chosen.state === enrolmentState.ended
  const moves = await loadMoves(tx, key)
  const listeners = listenersOf((await loadPlan(tx, chosen.plan)).plan)
  const closing: Closing = (contact, kind) =>
    closingMove(contact, kind, { moves, listeners: listeners.get(contact.node) ?? [], ended })
  const contacts = await loadContacts(tx, key, chosen.customer)
  const { node, visit, arrivedAt, due } = chosen
  return {
    customer: { id: customer, externalId: chosen.externalId, name: chosen.name },
    state: enrolmentStateOf(chosen.state),
    reason: chosen.reason,
    enteredAt: chosen.enteredAt,
    entries: entries.map(({ id, enteredAt, state }) => ({
      ...{ id, enteredAt },
      state: enrolmentStateOf(state),
    })),
    now: { node, visit, arrivedAt, due: ended ? null : due },
    next: await loadNext(tx, { ...chosen, run, plan: chosen.decidedBy ?? chosen.plan }),
    moves,
    acts: await loadActs(tx, { run, cohort: chosen.cohort, customer, moves, ended }),
    contacts: contacts.map((contact) => withLateness(contact, closing)),
    purchases: (await loadPurchases(tx, key)).map((purchase) => {
      const { at, amount, mergedAt } = purchase
      const last = contacts.findLast(
        ({ status, settledAt }) =>
          status === 'accepted' && settledAt !== null && settledAt <= purchase.at,
      )
      const heard = { kind: 'purchased', firstAt: at, mergedAt }
      return {
        ...{ at, amount },
        node: last?.node ?? null,
        late: last !== undefined && isLate(heard, closing(last, 'purchased')),
      }
    }),
    rewards: await tx
      .selectFrom('reward_issue')
      .select(['node', 'code', 'face_value as faceValue', 'issued_at as issuedAt'])
      .select(['expires_at as expiresAt', 'redeemed_at as redeemedAt'])
      .where((eb) => eb.and(key))
      .orderBy('issued_at')
      .orderBy('node')
      .execute(),
  }
}

interface Key {
  readonly run: number
  readonly cohort: number
  readonly enrolment: number
}

async function loadEntries(tx: Tx, run: number, customer: string) {
  return tx
    .selectFrom('customer as c')
    .innerJoin('enrolment as e', 'e.customer', 'c.id')
    .select(['c.id as customer', 'c.external_id as externalId', 'c.name', 'c.zone'])
    .select(['e.entry as id', 'e.cohort', 'e.no', 'e.plan', 'e.decided_by as decidedBy'])
    .select(['e.state', 'e.reason', 'e.entered_at as enteredAt'])
    .select(['e.node', 'e.visit', 'e.arrived_at as arrivedAt', 'e.due'])
    .where('c.uuid', '=', customer)
    .where('e.run', '=', run)
    .orderBy('e.entered_at', 'desc')
    .orderBy('e.no', 'desc')
    .execute()
}

function loadMoves(db: Tx, { run, enrolment }: Key): Promise<TimelineMove[]> {
  return db
    .selectFrom('journal')
    .select(['seq', 'node', 'visit', 'port', 'code', 'why', 'at', 'made_at as madeAt'])
    .where('run', '=', run)
    .where('enrolment', '=', enrolment)
    .orderBy('seq')
    .execute()
}

function loadPurchases(
  tx: Tx,
  key: Key,
): Promise<{ at: InstantMs; amount: number; mergedAt: InstantMs | null }[]> {
  return tx
    .selectFrom('run_purchase')
    .select(['at', 'amount', 'merged_at as mergedAt'])
    .where((eb) => eb.and({ ...key }))
    .orderBy('at')
    .orderBy('ref')
    .execute()
}

type LoadedContact = Omit<TimelineContact, 'responses'> & {
  readonly responses: readonly {
    readonly kind: string
    readonly firstAt: InstantMs
    readonly count: number
    readonly mergedAt: InstantMs | null
  }[]
}

type Closing = (
  contact: { readonly node: NodeNo; readonly visit: number },
  kind: string,
) => PastMove | null

function withLateness(contact: LoadedContact, closing: Closing): TimelineContact {
  const responses = contact.responses.map(({ mergedAt, ...response }) => ({
    ...response,
    late: isLate({ ...response, mergedAt }, closing(contact, response.kind)),
  }))
  return { ...contact, responses }
}

/** By the customer, whose index finds the few rows; a run’s intents are kept by cohort and node. */
async function loadContacts(tx: Tx, key: Key, customer: number): Promise<LoadedContact[]> {
  const { rows } = await sql<Omit<LoadedContact, 'status'> & { status: number }>`
    select i.outward as id, i.node, i.visit, i.channel, i.status, i.reason, i.policy, i.cost,
      i.ordered_at as "orderedAt", i.settled_at as "settledAt",
      (select coalesce(json_agg(json_build_object('attempt', a.attempt, 'result', a.result,
          'startedAt', floor(extract(epoch from a.started_at) * 1000)) order by a.attempt), '[]')
        from attempt a where (a.run, a.cohort, a.node, a.enrolment, a.visit, a.occurrence)
          = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)) as attempts,
      (select coalesce(json_agg(json_build_object('kind', r.kind, 'count', r.n,
          'firstAt', floor(extract(epoch from r.first_at) * 1000),
          'mergedAt', floor(extract(epoch from r.merged_at) * 1000)) order by r.first_at, r.kind), '[]')
        from response r where (r.run, r.cohort, r.node, r.enrolment, r.visit, r.occurrence)
          = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)) as responses
    from intent i
    where i.customer = ${customer} and i.run = ${key.run} and i.cohort = ${key.cohort}
      and i.enrolment = ${key.enrolment}
    order by i.ordered_at, i.node, i.visit, i.occurrence`.execute(tx)
  return rows.map((row) => ({ ...row, status: contactStatusOf(row.status) }))
}
