import type { NodeId } from '../../schemas/node.ts'
import type { Node, NodeOf } from '../../schemas/scenario.ts'
import { type Graph, nearestBefore } from '../graph.ts'

/** Steps that make a contact. */
export function isContact(node: Node | undefined): node is NodeOf<'channel'> | NodeOf<'call'> {
  return node?.kind === 'channel' || node?.kind === 'call'
}

/** The contacts a response branch listens to: those it names, or the nearest before it on every way that leads to it. */
export function contactsOf(node: NodeOf<'response'>, graph: Graph): readonly NodeId[] {
  return node.contacts.length > 0
    ? [...new Set(node.contacts)].filter((id) => isContact(graph.nodes.get(id)))
    : nearestBefore(graph, node.id, isContact)
}

/** The nearest offers before a contact; more than one where ways with different offers meet. */
export function offersBefore(id: NodeId, graph: Graph): readonly NodeId[] {
  return nearestBefore(graph, id, (node) => node.kind === 'offer')
}
