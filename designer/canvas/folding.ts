import { type Branch, branchesAround, branchesIn } from '../../engine/edit/blocks.ts'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { type Spot, spotOf } from './spots.ts'

/** A branch that is put away: what it hides, and where its steps lead on to. */
export interface Fold {
  readonly nodeId: NodeId
  readonly port: string
  readonly hidden: readonly NodeId[]
  readonly exits: readonly NodeId[]
}

const known = new WeakMap<Scenario, ReadonlyMap<NodeId, Branch | null>>()

/** The branches of a drawing, worked out once for each drawing. */
function branchesOnce(scenario: Scenario): ReadonlyMap<NodeId, Branch | null> {
  const branches = known.get(scenario) ?? branchesIn(scenario)
  known.set(scenario, branches)
  return branches
}

const spotOfBranch = ({ nodeId, port }: Branch): Spot => spotOf(nodeId, port)

/** The branches that hide steps now, by the spot at which each begins. */
export function foldsOf(scenario: Scenario, folded: ReadonlySet<Spot>): ReadonlyMap<Spot, Fold> {
  if (folded.size === 0) return new Map()
  const hiding = new Map<NodeId, Branch>()
  for (const [id, branch] of branchesOnce(scenario)) {
    const outermost = [...branchesAround(branch)].findLast((one) => folded.has(spotOfBranch(one)))
    if (outermost) hiding.set(id, outermost)
  }
  const folds = new Map<Spot, { nodeId: NodeId; port: string; hidden: NodeId[]; exits: NodeId[] }>()
  for (const node of scenario.nodes) {
    const branch = hiding.get(node.id)
    if (!branch) continue
    const { nodeId, port } = branch
    const fold = folds.get(spotOfBranch(branch)) ?? { nodeId, port, hidden: [], exits: [] }
    folds.set(spotOfBranch(branch), fold)
    fold.hidden.push(node.id)
    for (const one of portsOf(node)) {
      const to = node.next[one.port] ?? null
      if (to !== null && hiding.get(to) !== branch && !fold.exits.includes(to)) fold.exits.push(to)
    }
  }
  return folds
}

const foldable = new WeakMap<Scenario, ReadonlySet<Spot>>()

/** Branches that can be put away: those that a step stands in. */
export function foldableSpots(scenario: Scenario): ReadonlySet<Spot> {
  const found = foldable.get(scenario)
  if (found) return found
  const spots = new Set<Spot>()
  for (const branch of branchesOnce(scenario).values())
    for (const one of branchesAround(branch)) spots.add(spotOfBranch(one))
  foldable.set(scenario, spots)
  return spots
}

/** The branches that a step stands in, from the inside out. */
export function spotsAround(scenario: Scenario, id: NodeId): readonly Spot[] {
  return [...branchesAround(branchesOnce(scenario).get(id) ?? null)].map(spotOfBranch)
}

/** What has to be put away so that of every choice that led to a step only the branch with that step stays. */
export function spotsBeside(scenario: Scenario, id: NodeId): readonly Spot[] {
  const around = new Set(spotsAround(scenario, id))
  const steps = new Set([...around].map((spot) => spot.split('/')[0]))
  return [...foldableSpots(scenario)].filter(
    (spot) => steps.has(spot.split('/')[0]) && !around.has(spot),
  )
}
