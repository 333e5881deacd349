import { type Channel, responsesOf } from '../../schemas/basics.ts'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { diagnostic } from '../diagnostics.ts'
import { type Edge, type Graph, reachableFrom } from '../graph.ts'
import { contactsOf, isContact } from './contacts.ts'

/** Response branches that have nothing to respond to, and contacts that follow one another without a pause. */
export function checkContacts(graph: Graph): readonly Diagnostic[] {
  return [...graph.nodes.values()].flatMap((node) => {
    if (node.kind === 'response') return checkResponse(node, graph)
    if (node.kind === 'channel') return tooClose(node, graph)
    return []
  })
}

function checkResponse(node: NodeOf<'response'>, graph: Graph): readonly Diagnostic[] {
  const named = [...new Set(node.contacts)]
  const at = { nodeId: node.id, field: 'contacts' }
  const unknown = named.filter((id) => !isContact(graph.nodes.get(id)))
  const later = named.filter(
    (id) => !unknown.includes(id) && !leadsTo(graph, { from: id, to: node.id }),
  )
  const contacts = contactsOf(node, graph)
  // Purchases need no contact: a control group is asked for them alone.
  const onlyPurchases = node.outcomes.every((outcome) => outcome.response === 'purchased')
  if (named.length === 0 && contacts.length === 0 && !onlyPurchases) {
    return [diagnostic('CONTACT_MISSING', at)]
  }
  return [
    ...unknown.map((contact) => diagnostic('CONTACT_UNKNOWN', at, { values: { contact } })),
    ...later.map((contact) => diagnostic('CONTACT_NOT_BEFORE', at, { values: { contact } })),
    ...impossible(node, contacts, graph),
  ]
}

function impossible(
  node: NodeOf<'response'>,
  contacts: readonly NodeId[],
  graph: Graph,
): readonly Diagnostic[] {
  const channels = contacts.map((id) => channelOf(id, graph))
  // A channel not chosen yet is reported as such; what it could bring back is not known.
  if (channels.length === 0 || channels.includes(null)) return []
  const possible = new Set(channels.flatMap((channel) => (channel ? responsesOf[channel] : [])))
  const at = { nodeId: node.id, field: 'outcomes' }
  return node.outcomes
    .filter((outcome) => !possible.has(outcome.response))
    .map(({ response }) =>
      diagnostic('OUTCOME_IMPOSSIBLE', at, {
        values: { response },
        fix: { do: 'keepOutcomes', nodeId: node.id, responses: [...possible] },
      }),
    )
}

function channelOf(id: NodeId, graph: Graph): Channel | null {
  const node = graph.nodes.get(id)
  if (node?.kind === 'call') return 'call'
  return node?.kind === 'channel' ? node.channel : null
}

function leadsTo(graph: Graph, { from, to }: { from: NodeId; to: NodeId }): boolean {
  return (graph.out.get(from) ?? []).some(
    (edge) => edge.to !== null && reachableFrom(graph, edge.to).has(to),
  )
}

function tooClose(node: NodeOf<'channel'>, graph: Graph): readonly Diagnostic[] {
  const seen = new Set<NodeId>()
  const found: Diagnostic[] = []
  // Who could not be contacted may be tried on another channel at once.
  const open = (graph.out.get(node.id) ?? []).filter((edge) => edge.port !== 'unsent')
  for (const edge of open) {
    const next = edge.to === null ? undefined : graph.nodes.get(edge.to)
    if (!next || seen.has(next.id)) continue
    seen.add(next.id)
    if (next.kind === 'channel') found.push(closeContact(node.id, next.id, edge))
    else if (!takesTime(next.kind)) open.push(...(graph.out.get(next.id) ?? []))
  }
  return found
}

function takesTime(kind: string): boolean {
  return kind === 'wait' || kind === 'response' || kind === 'call'
}

function closeContact(nodeId: NodeId, other: NodeId, edge: Edge): Diagnostic {
  const fix = { do: 'insertWait', nodeId: edge.from, port: edge.port } as const
  return diagnostic('CONTACTS_TOO_CLOSE', { nodeId }, { values: { other }, fix })
}
