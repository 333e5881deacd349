import { heldCounts } from '../../db/runs/counters.ts'
import { type EnrolmentRow, enrolmentState, loadVisits } from '../../db/runs/turn-load.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import type { Tx } from '../../db/schema.ts'
import type { Traveller } from '../../engine/decision.ts'
import { needsOfExitRules } from '../../engine/exit-rules.ts'
import { holdReason } from '../../engine/hold-reason.ts'
import { needsOf } from '../../engine/kinds/registry.ts'
import { mergeNeeds } from '../../engine/needs.ts'
import { type Step, step } from '../../engine/walk.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import {
  apply,
  type Effects,
  nodeAt,
  nodeOf,
  recordOf,
  saveEffects,
  type Turn,
  type Walker,
} from './effects.ts'
import { loadFacts, noFacts, type TurnFacts } from './facts.ts'

/** Steps in one turn before the rest is left to the next; bounds its journal. */
const stepsMax = 40

/**
 * Decides these locked enrolments and walks each as far as it goes without waiting, then writes everything in bulk.
 * An exception while deciding is our own bug, or a profile that makes no sense: that enrolment is held with its reason,
 * the others go on.
 */
export async function moveEnrolments(
  tx: Tx,
  { rows, ...given }: Omit<Turn, 'facts'> & { rows: readonly EnrolmentRow[] },
): Promise<{ stray: boolean }> {
  if (rows.length === 0) return { stray: false }
  const turn: Turn = { ...given, facts: noFacts() }
  const walkers: Walker[] = []
  for (const row of rows) {
    const plan = await loadPlan(tx, row.plan)
    const decidedBy = row.decidedBy === null ? null : await loadPlan(tx, row.decidedBy)
    const fresh = { state: enrolmentState.ready, due: null, reason: null }
    walkers.push({ ...row, ...fresh, row, plan, decidedBy })
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
  return saveEffects(tx, turn, walkers, effects)
}

/** Of a cancelled run everybody leaves before anything else. Returns those that go on. */
function leaveAtOnce(turn: Turn, walkers: readonly Walker[], effects: Effects): readonly Walker[] {
  if (turn.context.state !== 'cancelled') return walkers
  const why = { code: 'CANCELLED' }
  const at = turn.clock.now
  const slot = turn.ref.cohort % 32
  for (const walker of walkers) {
    const { node, state, reason } = walker.row
    if (state === enrolmentState.held) {
      effects.counts.push(...heldCounts({ node, reason: reason ?? '', slot, n: -1 }))
    }
    apply(
      turn,
      walker,
      { do: 'move', port: null, to: null, ended: 'left', why, at, orders: [] },
      effects,
    )
  }
  return []
}

async function takeStep(
  tx: Tx,
  turn: Turn,
  { walking, effects, exits }: { walking: readonly Walker[]; effects: Effects; exits: boolean },
): Promise<Walker[]> {
  const visits = await loadLoopVisits(tx, turn, walking, effects)
  for (const [plan, group] of groupBy(walking, (w) => w.plan)) {
    const nodes = nodesOf(group)
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
    const at = nodeOf(walker)
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

/** The steps where these stand, each once; one that some finish by another plan counts for each. */
function nodesOf(walkers: readonly Walker[]): PlanNode[] {
  const found = new Map<string, PlanNode>()
  for (const walker of walkers) {
    const key = `${walker.node} ${walker.decidedBy?.id ?? ''}`
    if (!found.has(key)) found.set(key, nodeOf(walker))
  }
  return [...found.values()]
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
    walker.reason = holdReason(error)
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

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return groups
}
