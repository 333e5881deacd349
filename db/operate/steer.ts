import { sql } from 'kysely'
import { isWayBack } from '../../engine/loops.ts'
import type { CohortRef } from '../../engine/ports.ts'
import { refusalOf } from '../../engine/steer.ts'
import type { Selection } from '../../schemas/api/operations.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { numberArray } from '../arrays.ts'
import { heldCounts, saveCounts } from '../runs/counters.ts'
import { type LoadedPlan, loadPlan } from '../scenarios/plan-cache.ts'
import type { Tx } from '../schema.ts'
import { type Departure, relocate, type StandingRow } from './relocate.ts'
import { type Refused, type SteerStanding, standingIn } from './select.ts'

/**
 * Skips, moves, withdraws or lets try again whoever of a cohort is selected and for whom it is possible. The cohort’s
 * row must be locked. Returns for how many it was done, and for how many not, by reason.
 */
export async function steerCohort(
  tx: Tx,
  ref: CohortRef,
  act: {
    readonly operation: number
    readonly action: SteerStanding
    readonly selection: Selection
    readonly to: NodeNo | null
    readonly now: InstantMs
  },
): Promise<{ applied: number; refused: Refused }> {
  const { rows } = await sql<StandingRow>`
    select e.no, e.plan, e.node, e.visit, e.seq, e.state, e.reason, e.arrived_at as "arrivedAt" from enrolment e
    where e.cohort = ${ref.cohort} and ${standingIn(ref.run, act.selection)} order by e.no for update`.execute(
    tx,
  )
  const refused: Record<string, number> = {}
  const possible: { who: StandingRow; plan: LoadedPlan }[] = []
  for (const who of rows) {
    const plan = await loadPlan(tx, who.plan)
    const { node, state } = who
    const refusal = refusalOf(act.action, { byNo: plan.byNo, node, held: state === 2, to: act.to })
    if (refusal === null) possible.push({ who, plan })
    else refused[refusal] = 1 + (refused[refusal] ?? 0)
  }
  const { action } = act
  if (action === 'retry') {
    await tryAgain(
      tx,
      ref,
      possible.map(({ who }) => who),
    )
  } else {
    const departures = possible.map(({ who, plan }) => departure(who, plan, { ...act, action }))
    await relocate(tx, ref, { now: act.now, departures })
  }
  return { applied: possible.length, refused }
}

function departure(
  who: StandingRow,
  { plan, byNo }: LoadedPlan,
  act: {
    readonly action: Exclude<SteerStanding, 'retry'>
    readonly to: NodeNo | null
    readonly operation: number
  },
): Departure {
  const why = { operation: act.operation }
  switch (act.action) {
    case 'skip': {
      const to = byNo.get(who.node)?.next['next'] ?? null
      const newRound = to !== null && isWayBack(plan, { from: who.node, to })
      return { who, to, port: 'next', code: 'SKIPPED', newRound, why }
    }
    case 'move': {
      const { to } = act
      const code = 'MOVED'
      return { who, to, port: null, code, newRound: true, why: { ...why, to: to ?? 0 } }
    }
    case 'withdraw':
      return { who, to: null, port: null, code: 'WITHDRAWN', newRound: false, why }
  }
}

/** Lets held enrolments of a cohort be decided anew where they stand, and their contacts ask for budget again. */
async function tryAgain(tx: Tx, ref: CohortRef, held: readonly StandingRow[]): Promise<void> {
  if (held.length === 0) return
  const { run, cohort } = ref
  const who = numberArray(held.map(({ no }) => no))
  await sql`
    update enrolment set state = 0, woken = true, reason = null
    where run = ${run} and cohort = ${cohort} and no = any(${who}::int[])`.execute(tx)
  await sql`
    update intent set reason = null
    where run = ${run} and cohort = ${cohort} and enrolment = any(${who}::int[]) and status = 0
      and reason = 'BUDGET'`.execute(tx)
  await saveCounts(
    tx,
    run,
    held.flatMap(({ node, reason }) =>
      heldCounts({ node, reason: reason ?? '', slot: cohort % 32, n: -1 }),
    ),
  )
}
