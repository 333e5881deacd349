import { refundBudgetOf } from '../../db/contacts/budget.ts'
import type { CustomerRecord } from '../../db/customers/customer-facts.ts'
import { type Count, cancelledCounts, heldCounts, saveCounts } from '../../db/runs/counters.ts'
import type { RunContext } from '../../db/runs/runs.ts'
import { type EnrolmentRow, enrolmentState } from '../../db/runs/turn-load.ts'
import {
  cancelOpenContacts,
  type IntentRow,
  type Move,
  type RewardRow,
  type Standing,
  saveChanges,
  saveIntents,
  saveJournal,
  saveRewards,
  saveStandings,
} from '../../db/runs/turn-save.ts'
import type { LoadedPlan } from '../../db/scenarios/plan-cache.ts'
import type { Tx } from '../../db/schema.ts'
import type { Clock, Order } from '../../engine/decision.ts'
import { dayMs } from '../../engine/durations.ts'
import { isWayBack } from '../../engine/loops.ts'
import { outwardId, uuidV5 } from '../../engine/outward-id.ts'
import type { CohortRef } from '../../engine/ports.ts'
import { grainUp, type Step } from '../../engine/walk.ts'
import type { Change } from '../../schemas/kinds/update.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import { nodeHashes } from '../hashes.ts'
import type { Log } from '../log.ts'
import type { TurnFacts } from './facts.ts'

export interface Turn {
  readonly ref: CohortRef
  readonly context: RunContext
  readonly clock: Clock
  readonly log: Log
  readonly facts: TurnFacts
}

/** One enrolment on its way through this turn. */
export interface Walker {
  readonly row: EnrolmentRow
  readonly plan: LoadedPlan
  /** Plan by which the present step is decided, if another. */
  decidedBy: LoadedPlan | null
  node: number
  visit: number
  seq: number
  arrivedAt: number
  state: number
  due: number | null
  reason: string | null
}

/** What the turn will write. */
export interface Effects {
  readonly moves: Move[]
  readonly intents: IntentRow[]
  readonly rewards: RewardRow[]
  readonly changes: { customer: number; changes: readonly Change[] }[]
  readonly counts: Count[]
  /** Enrolments whose open contacts are of no use any more. */
  readonly left: number[]
}

/** Writes one step into the walker and the effects. */
export function apply(turn: Turn, walker: Walker, taken: Step, effects: Effects): void {
  const { ref, context, clock } = turn
  for (const order of taken.orders) addOrder(turn, walker, order, effects)
  if (taken.do === 'park') {
    walker.state = enrolmentState.parked
    const exact = context.settings.cohortSize === 1
    walker.due = taken.dueAt === null || exact ? taken.dueAt : grainUp(taken.dueAt, clock.now)
    return
  }
  const { code, ...details } = taken.why
  const from = nodeAt(walker.plan, walker.node)
  const slot = ref.cohort % 32
  walker.seq += 1
  effects.moves.push({
    enrolment: walker.row.no,
    seq: walker.seq,
    node: walker.node,
    visit: walker.visit,
    port: taken.port,
    code,
    why: Object.keys(details).length > 0 ? JSON.stringify(details) : null,
    at: taken.at,
  })
  if (from.node.kind === 'call' || isCutShort(taken)) effects.left.push(walker.row.no)
  if (taken.to === null) {
    effects.counts.push({ node: from.no, what: 'ended', slot, n: 1 })
    if (taken.ended === 'success') effects.counts.push({ node: from.no, what: 'won', slot, n: 1 })
    walker.state = enrolmentState.ended
    walker.reason = taken.ended === 'left' ? `LEFT:${code}` : taken.ended
    return
  }
  effects.counts.push({ node: from.no, what: `port:${taken.port}`, slot, n: 1 })
  effects.counts.push({ node: taken.to, what: 'entered', slot, n: 1 })
  if (isWayBack(walker.plan.plan, { from: from.no, to: taken.to })) walker.visit += 1
  walker.node = taken.to
  walker.decidedBy = null
  walker.arrivedAt = taken.at
}

/** Left without the step's own consent, so something of it may still be open. */
function isCutShort(taken: Step): boolean {
  return taken.do === 'move' && ['EXIT_RULE', 'CANCELLED'].includes(taken.why.code)
}

function addOrder(
  { ref, context, clock, facts }: Turn,
  walker: Walker,
  order: Order,
  effects: Effects,
): void {
  const { row, node, visit } = walker
  switch (order.order) {
    case 'contact': {
      const { channel, expiresAt } = order
      const customer = recordOf(facts, walker).uuid
      const outward = outwardId(
        { run: context.uuid, customer, entry: row.entry, node, visit, channel, occurrence: 0 },
        nodeHashes,
      )
      effects.intents.push({
        ...{ node, visit, outward, channel, expiresAt },
        enrolment: row.no,
        customer: row.customer,
        orderedAt: clock.now,
      })
      return
    }
    case 'reward': {
      const reward = nodeAt(walker.plan, node).offer?.reward
      if (!reward)
        throw new Error(`A reward was ordered at node ${node} of run ${ref.run}, which offers none`)
      effects.rewards.push({
        enrolment: row.no,
        ...{ node, visit },
        code: rewardCode(context.uuid, `${row.entry}/${node}/${visit}`),
        cost: reward.unitCost,
        faceValue: reward.faceValue,
        issuedAt: clock.now,
        expiresAt: clock.now + reward.validDays * dayMs,
      })
      return
    }
    case 'change':
      effects.changes.push({ customer: row.customer, changes: order.changes })
      return
  }
}

/** What a customer shows to redeem a reward: twelve characters that cannot be guessed from another's. */
function rewardCode(run: string, name: string): string {
  return uuidV5(run, `reward/${name}`, nodeHashes).replaceAll('-', '').slice(0, 12).toUpperCase()
}

/** Writes what the turn decided. `stray`: contacts have begun that nobody waits for any more. */
export async function saveEffects(
  tx: Tx,
  { ref, context, clock }: Turn,
  walkers: readonly Walker[],
  effects: Effects,
): Promise<{ stray: boolean }> {
  const slot = ref.cohort % 32
  const held = walkers.filter((w) => w.state === enrolmentState.held)
  await saveStandings(tx, ref, walkers.map(standingOf))
  await saveJournal(tx, ref.run, effects.moves)
  // Before new ones are written: what is ordered further on in the same turn must stay.
  const { refund, stray, cancelled } = await cancelOpenContacts(tx, ref, {
    enrolments: effects.left,
    at: clock.now,
  })
  await saveIntents(tx, ref, effects.intents)
  await saveChanges(tx, { scope: context.scope, changes: effects.changes })
  await saveRewards(tx, ref, effects.rewards)
  await saveCounts(tx, ref.run, [
    ...effects.counts,
    ...cancelledCounts(cancelled, slot),
    ...held.flatMap((w) => heldCounts({ node: w.node, reason: w.reason ?? '', slot, n: 1 })),
  ])
  await refundBudgetOf(tx, ref.run, refund)
  return { stray }
}

function standingOf(walker: Walker): Standing {
  const { row, node, visit, seq, state, arrivedAt, due, reason } = walker
  return {
    no: row.no,
    active: state !== enrolmentState.ended,
    node,
    visit,
    seq,
    state,
    arrivedAt,
    due,
    reason,
  }
}

/** The step where it stands, with the meaning it is decided by: that of before, while it finishes a changed wait. */
export function nodeOf({ plan, decidedBy, node }: Walker): PlanNode {
  const at = nodeAt(plan, node)
  const before = decidedBy?.byNo.get(node)
  return before ? { ...before, next: at.next } : at
}

export function nodeAt(plan: LoadedPlan, no: number): PlanNode {
  const node = plan.byNo.get(no)
  if (!node) throw new Error(`Plan ${plan.id} has no node ${no}`)
  return node
}

export function recordOf(facts: TurnFacts, walker: Walker): CustomerRecord {
  const record = facts.customers.get(walker.row.customer)
  if (!record) throw new Error(`Customer ${walker.row.customer} has no record`)
  return record
}
