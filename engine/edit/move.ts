import { Failure } from '../../schemas/failure.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { loopsIn } from '../components.ts'
import { graphOf, reachableFrom, successors } from '../graph.ts'
import { portsOf } from '../kinds/registry.ts'
import {
  type Edited,
  naming,
  nodeOf,
  type Point,
  targetOf,
  withNodes,
  withTarget,
} from './document.ts'
import { takenOut } from './remove.ts'

/**
 * Takes a step from where it stands to a point. What followed its first port closes the gap; at the new place its first
 * port leads to what followed there; its other branches come along. INVALID where that is not possible: the first
 * step, and points that its own branches would lead back from.
 */
export function move(scenario: Scenario, id: NodeId, to: Point): Edited {
  const node = nodeOf(scenario, id)
  const moved = movedTo(scenario, id, to)
  if (!moved) {
    throw new Failure('INVALID', `Step "${id}" cannot be moved there.`, {
      details: { nodeId: id, ...to },
    })
  }
  return {
    scenario: moved,
    description: { code: 'MOVED', values: naming(node) },
    select: id,
  }
}

/** All points a step can be moved to. */
export function movePoints(scenario: Scenario, id: NodeId): readonly Point[] {
  return scenario.nodes.flatMap((node) =>
    portsOf(node)
      .map(({ port }) => ({ after: node.id, port }))
      .filter((point) => movedTo(scenario, id, point) !== null),
  )
}

function movedTo(scenario: Scenario, id: NodeId, to: Point): Scenario | null {
  const node = nodeOf(scenario, id)
  const first = portsOf(node)[0]?.port
  if (id === scenario.start || to.after === id) return null
  const followed = targetOf(scenario, to)
  if (followed === id) return scenario
  // A step that ends its path cannot be put where something follows.
  if (first === undefined && followed !== null) return null
  const contacts = contactLists(scenario)
  const gapClosed = takenOut(scenario, node, first ?? null)
  const placed = withTarget(withNodes(gapClosed, [node]), to, id)
  const moved = first === undefined ? placed : continued(placed, { id, port: first, followed })
  const restored = withContacts(inPlace(scenario, moved), contacts)
  return isSound(scenario, restored) ? restored : null
}

function continued(
  scenario: Scenario,
  { id, port, followed }: { id: NodeId; port: Port; followed: NodeId | null },
): Scenario {
  return withTarget(scenario, { after: id, port }, followed === id ? null : followed)
}

/** Nobody lost and no new way back. */
function isSound(before: Scenario, after: Scenario): boolean {
  const was = graphOf(before)
  const is = graphOf(after)
  const lost = reachableFrom(is, after.start).size < reachableFrom(was, before.start).size
  return !lost && inLoops(after) <= inLoops(before)
}

function inLoops(scenario: Scenario): number {
  const graph = graphOf(scenario)
  return loopsIn([...graph.nodes.keys()], (id) => successors(graph, id)).flat().length
}

/** Keeps the order of the document, so that a move changes as few lines of a stored scenario as it can. */
function inPlace(before: Scenario, after: Scenario): Scenario {
  const byId = new Map(after.nodes.map((node) => [node.id, node]))
  return { ...after, nodes: before.nodes.flatMap((node) => byId.get(node.id) ?? []) }
}

// Taking a node out forgets who listens to it; a move must not.
function contactLists(scenario: Scenario): ReadonlyMap<NodeId, NodeId[]> {
  return new Map(
    scenario.nodes.flatMap((node) =>
      node.kind === 'response' ? [[node.id, node.contacts] as const] : [],
    ),
  )
}

function withContacts(scenario: Scenario, contacts: ReadonlyMap<NodeId, NodeId[]>): Scenario {
  const nodes = scenario.nodes.map((node) =>
    node.kind === 'response' ? { ...node, contacts: contacts.get(node.id) ?? [] } : node,
  )
  return { ...scenario, nodes }
}
