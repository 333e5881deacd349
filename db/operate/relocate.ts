import { sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { numberArray } from '../arrays.ts'
import { refundBudgetOf } from '../contacts/budget.ts'
import { type Count, cancelledCounts, heldCounts, saveCounts } from '../runs/counters.ts'
import { enrolmentState } from '../runs/turn-load.ts'
import { cancelOpenContacts, saveJournal, saveStandings } from '../runs/turn-save.ts'
import type { Tx } from '../schema.ts'

/** An active enrolment whose row is locked. */
export interface StandingRow {
  readonly no: number
  readonly plan: number
  readonly node: NodeNo
  readonly visit: number
  readonly seq: number
  readonly state: number
  readonly reason: string | null
  readonly arrivedAt: InstantMs
}

/** How somebody leaves the step where they stand, by another's hand. */
export interface Departure {
  readonly who: StandingRow
  /** Where they stand then; null: they have left the run. */
  readonly to: NodeNo | null
  /** The step's own way out, if they take one. */
  readonly port: string | null
  readonly code: 'SKIPPED' | 'MOVED' | 'MIGRATED' | 'WITHDRAWN'
  /** What is done from there on is done anew, whatever was done there before. */
  readonly newRound: boolean
  /** For the journal: codes and numbers. */
  readonly why: Readonly<Record<string, string | number>>
}

/**
 * Takes enrolments of one cohort out of their steps, as a turn would: journal, counters, open contacts and budget
 * included. The cohort and the enrolments must be locked; the next turn goes on from there.
 */
export async function relocate(
  tx: Tx,
  ref: CohortRef,
  { now, departures }: { now: InstantMs; departures: readonly Departure[] },
): Promise<void> {
  if (departures.length === 0) return
  await saveStandings(
    tx,
    ref,
    departures.map(({ who, to, newRound, code }) => ({
      no: who.no,
      node: to ?? who.node,
      visit: who.visit + (newRound ? 1 : 0),
      seq: who.seq + 1,
      state: to === null ? enrolmentState.ended : enrolmentState.ready,
      active: to !== null,
      arrivedAt: Math.max(now, who.arrivedAt),
      due: null,
      reason: to === null ? (code === 'SKIPPED' ? 'completed' : `LEFT:${code}`) : null,
    })),
  )
  await saveJournal(
    tx,
    ref.run,
    departures.map(({ who, port, code, why }) => ({
      enrolment: who.no,
      seq: who.seq + 1,
      node: who.node,
      visit: who.visit,
      port,
      code,
      why: Object.keys(why).length > 0 ? JSON.stringify(why) : null,
      at: Math.max(now, who.arrivedAt),
    })),
  )
  const { refund, stray, cancelled } = await cancelOpenContacts(tx, ref, {
    enrolments: departures.map(({ who }) => who.no),
    at: now,
  })
  if (stray) {
    await sql`update cohort set stray = true where run = ${ref.run} and no = ${ref.cohort}`.execute(
      tx,
    )
  }
  const slot = ref.cohort % 32
  await saveCounts(tx, ref.run, [
    ...departures.flatMap((departure) => countsOf(departure, slot)),
    ...cancelledCounts(cancelled, slot),
  ])
  await refundBudgetOf(tx, ref.run, refund)
}

function countsOf({ who, to, port }: Departure, slot: number): Count[] {
  const counts: Count[] = []
  if (who.state === enrolmentState.held) {
    counts.push(...heldCounts({ node: who.node, reason: who.reason ?? '', slot, n: -1 }))
  }
  if (to === null) return [...counts, { node: who.node, what: 'ended', slot, n: 1 }]
  const left = port === null ? ('moved' as const) : (`port:${port}` as const)
  return [
    ...counts,
    { node: who.node, what: left, slot, n: 1 },
    { node: to, what: 'entered', slot, n: 1 },
  ]
}

/** Locks these enrolments of a cohort in order; those that have left are missing. */
export async function lockStanding(
  tx: Tx,
  { run, cohort }: CohortRef,
  enrolments: readonly number[],
): Promise<StandingRow[]> {
  const { rows } = await sql<StandingRow>`
    select no, plan, node, visit, seq, state, reason, arrived_at as "arrivedAt" from enrolment
    where run = ${run} and cohort = ${cohort} and active and no = any(${numberArray(enrolments)}::int[])
    order by no for update`.execute(tx)
  return rows
}
