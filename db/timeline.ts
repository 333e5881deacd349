import { sql } from 'kysely'
import type { ContactStatus } from '../engine/decision.ts'
import type { Channel, InstantMs } from '../schemas/basics.ts'
import { Failure } from '../schemas/failure.ts'
import type { NodeNo } from '../schemas/plan.ts'
import type { DbOrTx } from './schema.ts'
import { contactStatusOf, type EnrolmentState, enrolmentStateOf } from './status-names.ts'

/** One customer’s way through a run: its newest entry. Every list is in the order of what happened. */
export interface Timeline {
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  readonly state: EnrolmentState
  readonly reason: string | null
  readonly enteredAt: InstantMs
  /** Where it stands, and when it goes on (null: only a response moves it, or nothing any more). */
  readonly now: {
    readonly node: NodeNo
    readonly visit: number
    readonly arrivedAt: InstantMs
    readonly due: InstantMs | null
  }
  readonly moves: readonly TimelineMove[]
  readonly contacts: readonly TimelineContact[]
  readonly purchases: readonly { readonly at: InstantMs; readonly amount: number }[]
  readonly rewards: readonly {
    readonly node: NodeNo
    readonly code: string
    readonly faceValue: number
    readonly issuedAt: InstantMs
    readonly expiresAt: InstantMs
    readonly redeemedAt: InstantMs | null
  }[]
}

export interface TimelineMove {
  readonly seq: number
  readonly node: NodeNo
  readonly visit: number
  /** Null: the move ended the enrolment. */
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
  }[]
}

/** Fails with NOT_FOUND for a customer who is not in the run. */
export async function loadTimeline(
  db: DbOrTx,
  { run, customer }: { run: number; customer: string },
): Promise<Timeline> {
  const enrolment = await loadEnrolment(db, run, customer)
  const { cohort, no, id, externalId, name, state, reason, enteredAt, ...now } = enrolment
  const key = { run, cohort, enrolment: no }
  return {
    customer: { id, externalId, name },
    state: enrolmentStateOf(state),
    reason,
    enteredAt,
    now: { ...now, due: state === 3 ? null : now.due },
    moves: await loadMoves(db, key),
    contacts: await loadContacts(db, key, enrolment.customer),
    purchases: await db
      .selectFrom('run_purchase')
      .select(['at', 'amount'])
      .where((eb) => eb.and(key))
      .orderBy('at')
      .orderBy('ref')
      .execute(),
    rewards: await db
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

async function loadEnrolment(db: DbOrTx, run: number, customer: string) {
  const row = await db
    .selectFrom('customer as c')
    .innerJoin('enrolment as e', 'e.customer', 'c.id')
    .select(['c.id as customer', 'c.uuid as id', 'c.external_id as externalId', 'c.name'])
    .select(['e.cohort', 'e.no', 'e.state', 'e.reason', 'e.entered_at as enteredAt'])
    .select(['e.node', 'e.visit', 'e.arrived_at as arrivedAt', 'e.due'])
    .where('c.uuid', '=', customer)
    .where('e.run', '=', run)
    .orderBy('e.entered_at', 'desc')
    .orderBy('e.no', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no customer ${customer} in this run.`)
  return row
}

function loadMoves(db: DbOrTx, { run, enrolment }: Key): Promise<TimelineMove[]> {
  return db
    .selectFrom('journal')
    .select(['seq', 'node', 'visit', 'port', 'code', 'why', 'at', 'made_at as madeAt'])
    .where('run', '=', run)
    .where('enrolment', '=', enrolment)
    .orderBy('seq')
    .execute()
}

/** By the customer, whose index finds the few rows; a run’s intents are kept by cohort and node. */
async function loadContacts(db: DbOrTx, key: Key, customer: number): Promise<TimelineContact[]> {
  const { rows } = await sql<Omit<TimelineContact, 'status'> & { status: number }>`
    select i.outward as id, i.node, i.visit, i.channel, i.status, i.reason, i.cost,
      i.ordered_at as "orderedAt", i.settled_at as "settledAt",
      (select coalesce(json_agg(json_build_object('attempt', a.attempt, 'result', a.result,
          'startedAt', floor(extract(epoch from a.started_at) * 1000)) order by a.attempt), '[]')
        from attempt a where (a.run, a.cohort, a.node, a.enrolment, a.visit, a.occurrence)
          = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)) as attempts,
      (select coalesce(json_agg(json_build_object('kind', r.kind, 'count', r.n,
          'firstAt', floor(extract(epoch from r.first_at) * 1000)) order by r.first_at, r.kind), '[]')
        from response r where (r.run, r.cohort, r.node, r.enrolment, r.visit, r.occurrence)
          = (i.run, i.cohort, i.node, i.enrolment, i.visit, i.occurrence)) as responses
    from intent i
    where i.customer = ${customer} and i.run = ${key.run} and i.cohort = ${key.cohort}
      and i.enrolment = ${key.enrolment}
    order by i.ordered_at, i.node, i.visit, i.occurrence`.execute(db)
  return rows.map((row) => ({ ...row, status: contactStatusOf(row.status) }))
}
