import { type Count, saveCounts } from '../db/counters.ts'
import type { CustomerRecord } from '../db/customer-facts.ts'
import { type LoadedPlan, loadPlan } from '../db/plan-cache.ts'
import type { RunContext } from '../db/runs.ts'
import type { Tx } from '../db/schema.ts'
import { type EnrolmentRow, enrolmentState, loadVisits } from '../db/turn-load.ts'
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
} from '../db/turn-save.ts'
import type { Clock, Order, Traveller } from '../engine/decision.ts'
import { dayMs } from '../engine/durations.ts'
import { needsOfExitRules } from '../engine/exit-rules.ts'
import { needsOf } from '../engine/kinds/registry.ts'
import { isWayBack } from '../engine/loops.ts'
import { outwardId, uuidV5 } from '../engine/outward-id.ts'
import type { CohortRef } from '../engine/ports.ts'
import { grainUp, type Step, step } from '../engine/walk.ts'
import type { Change } from '../schemas/kinds/update.ts'
import type { PlanNode } from '../schemas/plan.ts'
import { loadFacts, mergeNeeds, noFacts, type TurnFacts } from './turn-facts.ts'

export interface Log {
  error(fields: Record<string, unknown>, message: string): void
}

interface Turn {
  readonly ref: CohortRef
  readonly context: RunContext
  readonly clock: Clock
  readonly log: Log
  readonly facts: TurnFacts
}

/** One enrolment on its way through this turn. */
interface Walker {
  readonly row: EnrolmentRow
  readonly plan: LoadedPlan
  node: number
  visit: number
  seq: number
  arrivedAt: number
  state: number
  due: number | null
  reason: string | null
}

/** What the turn will write. */
interface Effects {
  readonly moves: Move[]
  readonly intents: IntentRow[]
  readonly rewards: RewardRow[]
  readonly changes: { customer: number; changes: readonly Change[] }[]
  readonly counts: Count[]
  /** Enrolments whose open contacts are of no use any more. */
  readonly left: number[]
}

/** Steps in one turn before the rest is left to the next; bounds its journal. */
const stepsMax = 40

/**
 * Decides these locked enrolments and walks each as far as it goes without waiting, then writes everything in bulk.
 * An exception while deciding is our own bug: that enrolment is held with its reason, the others go on.
 */
export async function moveEnrolments(
  tx: Tx,
  { rows, ...given }: Omit<Turn, 'facts'> & { rows: readonly EnrolmentRow[] },
): Promise<void> {
  if (rows.length === 0) return
  const turn: Turn = { ...given, facts: noFacts() }
  const walkers: Walker[] = []
  for (const row of rows) {
    const plan = await loadPlan(tx, row.plan)
    walkers.push({ ...row, row, plan, state: enrolmentState.ready, due: null, reason: null })
  }
  const effects: Effects = {
    moves: [],
    intents: [],
    rewards: [],
    changes: [],
    counts: [],
    left: [],
  }
  let walking = leaveAtOnce(turn, walkers, effects)
  for (let hop = 0; hop < stepsMax && walking.length > 0; hop++) {
    walking = await takeStep(tx, turn, { walking, effects, exits: hop === 0 })
  }
  await saveEffects(tx, turn, walkers, effects)
}

/** Who is withdrawn, or belongs to a cancelled run, leaves before anything else. Returns the others. */
function leaveAtOnce(turn: Turn, walkers: readonly Walker[], effects: Effects): Walker[] {
  const cancelled = turn.context.state === 'cancelled'
  return walkers.filter((walker) => {
    if (!cancelled && walker.row.reason !== 'WITHDRAW') return true
    const why = { code: cancelled ? 'CANCELLED' : 'WITHDRAWN' }
    const at = turn.clock.now
    apply(
      turn,
      walker,
      { do: 'move', port: null, to: null, ended: 'left', why, at, orders: [] },
      effects,
    )
    return false
  })
}

async function takeStep(
  tx: Tx,
  turn: Turn,
  { walking, effects, exits }: { walking: readonly Walker[]; effects: Effects; exits: boolean },
): Promise<Walker[]> {
  const visits = await loadLoopVisits(tx, turn, walking, effects)
  for (const [plan, group] of groupBy(walking, (w) => w.plan)) {
    const nodes = [...new Set(group.map((w) => w.node))].map((no) => nodeAt(plan, no))
    const needs = nodes.map(needsOf)
    if (exits && plan.plan.exitRules.length > 0) needs.push(needsOfExitRules(plan.plan))
    await loadFacts(tx, turn.facts, {
      ref: turn.ref,
      context: turn.context,
      plan,
      who: group.map((w) => w.row),
      needs: mergeNeeds(needs),
      stockNodes: nodes
        .filter((n) => n.offer?.reward?.stock != null && n.node.kind === 'offer')
        .map((n) => n.no),
    })
  }
  const further: Walker[] = []
  for (const walker of walking) {
    const at = nodeAt(walker.plan, walker.node)
    const decided = decideSafely(turn, walker, at, { exits, visits })
    if (decided === null) continue
    apply(turn, walker, decided, effects)
    if (decided.orders.some((o) => o.order === 'reward')) takeFromStock(turn.facts, at.no)
    // What was ordered must be written before a later node may look at it.
    const changesFacts = decided.orders.some((o) => o.order === 'change')
    if (walker.state === enrolmentState.ready && !changesFacts) further.push(walker)
  }
  return further
}

function decideSafely(
  turn: Turn,
  walker: Walker,
  at: PlanNode,
  { exits, visits }: { exits: boolean; visits: ReadonlyMap<string, number> },
): Step | null {
  try {
    const count = (visits.get(`${walker.row.no} ${walker.node}`) ?? 0) + 1
    return step(walker.plan.plan, at, travellerOf(turn, walker), turn.clock, {
      exits,
      visits: count,
    })
  } catch (error) {
    turn.log.error(
      {
        ...turn.ref,
        enrolment: walker.row.no,
        node: at.id,
        error: error instanceof Error ? error.stack : String(error),
      },
      'enrolment held: deciding failed',
    )
    walker.state = enrolmentState.held
    walker.reason = 'DECIDE_FAILED'
    return null
  }
}

function travellerOf({ context, facts }: Turn, walker: Walker): Traveller {
  const record = recordOf(facts, walker)
  return {
    seed: `${context.settings.seed}:${record.uuid}`,
    zone: record.zone,
    visit: walker.visit,
    enteredAt: walker.row.enteredAt,
    arrivedAt: walker.arrivedAt,
    customer: record.facts,
    contacts: facts.contacts.get(walker.row.no) ?? [],
    purchases: facts.purchases.get(walker.row.no) ?? [],
    rewardLeft: (facts.stock.get(walker.node) ?? 1) > 0,
  }
}

function recordOf(facts: TurnFacts, walker: Walker): CustomerRecord {
  const record = facts.customers.get(walker.row.customer)
  if (!record) throw new Error(`Customer ${walker.row.customer} has no record`)
  return record
}

function takeFromStock(facts: TurnFacts, node: number): void {
  const left = facts.stock.get(node)
  if (left !== undefined) facts.stock.set(node, left - 1)
}

/** Visits so far of those who stand at a node with a limit, keyed `enrolment node`. */
async function loadLoopVisits(
  tx: Tx,
  turn: Turn,
  walking: readonly Walker[],
  effects: Effects,
): Promise<Map<string, number>> {
  const limited = walking.filter((w) => nodeAt(w.plan, w.node).node.maxVisits !== undefined)
  if (limited.length === 0) return new Map()
  const enrolments = limited.map((w) => w.row.no)
  const nodes = [...new Set(limited.map((w) => w.node))]
  const visits = await loadVisits(tx, turn.ref.run, { enrolments, nodes })
  for (const move of effects.moves) {
    const key = `${move.enrolment} ${move.node}`
    visits.set(key, (visits.get(key) ?? 0) + 1)
  }
  return visits
}

/** Writes one step into the walker and the effects. */
function apply(turn: Turn, walker: Walker, taken: Step, effects: Effects): void {
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
  walker.arrivedAt = taken.at
}

/** Left without the step's own consent, so something of it may still be open. */
function isCutShort(taken: Step): boolean {
  return taken.do === 'move' && ['EXIT_RULE', 'CANCELLED', 'WITHDRAWN'].includes(taken.why.code)
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
      const outward = outwardId({
        run: context.uuid,
        customer,
        entry: row.entry,
        node,
        visit,
        channel,
        occurrence: 0,
      })
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
  return uuidV5(run, `reward/${name}`).replaceAll('-', '').slice(0, 12).toUpperCase()
}

async function saveEffects(
  tx: Tx,
  { ref, context, clock }: Turn,
  walkers: readonly Walker[],
  effects: Effects,
): Promise<void> {
  const slot = ref.cohort % 32
  const held = walkers.filter((w) => w.state === enrolmentState.held)
  await saveStandings(tx, ref, walkers.map(standingOf))
  await saveJournal(tx, ref.run, effects.moves)
  // Before new ones are written: what is ordered further on in the same turn must stay.
  await cancelOpenContacts(tx, ref, { enrolments: effects.left, at: clock.now })
  await saveIntents(tx, ref, effects.intents)
  await saveChanges(tx, { scope: context.scope, changes: effects.changes })
  await saveRewards(tx, ref, effects.rewards)
  await saveCounts(tx, ref.run, [
    ...effects.counts,
    ...held.map((w) => ({ node: w.node, what: 'held' as const, slot, n: 1 })),
  ])
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

function nodeAt(plan: LoadedPlan, no: number): PlanNode {
  const node = plan.byNo.get(no)
  if (!node) throw new Error(`Plan ${plan.id} has no node ${no}`)
  return node
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
