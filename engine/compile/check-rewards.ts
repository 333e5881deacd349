import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { OfferContent, Reward } from '../../schemas/kinds/offer.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Node, NodeOf } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import { diagnostic } from '../diagnostics.ts'
import { dayMs, durationMs } from '../durations.ts'
import type { Edge, Graph } from '../graph.ts'
import { tagsOf } from '../render/tags.ts'
import { textsOfMessage } from '../render/variants.ts'
import { contactsOf, isContact, offersBefore } from './contacts.ts'

/** Rewards that run out before the message that promises them, or while responses are still awaited. */
export function checkRewards(graph: Graph, catalogue: Catalogue): readonly Diagnostic[] {
  const offers = [...graph.nodes.values()].filter((node) => node.kind === 'offer')
  return [
    ...offers.flatMap((node) => {
      const reward = contentOf(node, catalogue)?.reward
      return reward ? checkValidity(node, { reward, graph }) : []
    }),
    ...[...graph.nodes.values()].flatMap((node) => ambiguous(node, { graph, catalogue })),
  ]
}

/** What an offer step proposes; null while it says nothing or names an offer that does not exist. */
export function contentOf(node: NodeOf<'offer'>, catalogue: Catalogue): OfferContent | null {
  if (!node.offer) return null
  if (node.offer.from === 'made') return node.offer.content
  return catalogue.offers[node.offer.offerId] ?? null
}

function checkValidity(
  offer: NodeOf<'offer'>,
  { reward, graph }: { reward: Reward; graph: Graph },
): readonly Diagnostic[] {
  const elapsedMs = soonest(offer.id, graph)
  const tooLate = (ms: number) => ms > reward.validDays * dayMs
  const say = (ms: number) => ({
    values: { reward: reward.name, validDays: reward.validDays, days: Math.floor(ms / dayMs) },
  })
  return [...elapsedMs].flatMap(([id, ms]) => {
    const node = graph.nodes.get(id)
    if (isContact(node) && promisesReward(node) && tooLate(ms)) {
      return [diagnostic('REWARD_EXPIRES_EARLY', { nodeId: id }, say(ms))]
    }
    if (node?.kind !== 'response') return []
    const promises = contactsOf(node, graph).filter((contact) => {
      const promising = graph.nodes.get(contact)
      return isContact(promising) && promisesReward(promising)
    })
    const contactMs = promises.flatMap((contact) => elapsedMs.get(contact) ?? [])
    const endMs = Math.min(...contactMs) + durationMs(node.window)
    return contactMs.length > 0 && tooLate(endMs)
      ? [diagnostic('REWARD_EXPIRES_IN_WINDOW', { nodeId: id, field: 'window' }, say(endMs))]
      : []
  })
}

function promisesReward(node: NodeOf<'channel'> | NodeOf<'call'>): boolean {
  const messages = node.kind === 'channel' && node.message ? textsOfMessage(node.message) : []
  const texts =
    node.kind === 'call' ? [node.script] : messages.flatMap(({ subject, body }) => [subject, body])
  return texts.some((text) => tagsOf(text).tags.some((tag) => tag.name.startsWith('reward')))
}

/** The least time in which each node can be reached from `from` without passing another offer, by waits of known length. */
function soonest(from: NodeId, graph: Graph): ReadonlyMap<NodeId, number> {
  const elapsedMs = new Map<NodeId, number>([[from, 0]])
  const open = [from]
  for (const id of open) {
    const node = graph.nodes.get(id)
    if (!node || (node.kind === 'offer' && id !== from)) continue
    for (const edge of graph.out.get(id) ?? []) {
      const ms = leftMs(node, edge, { elapsedMs, graph })
      if (edge.to === null || ms >= (elapsedMs.get(edge.to) ?? Number.POSITIVE_INFINITY)) continue
      elapsedMs.set(edge.to, ms)
      open.push(edge.to)
    }
  }
  return elapsedMs
}

/** When an edge can be taken at the earliest. A window runs from its contact, so waits before the branch lie within it. */
function leftMs(
  node: Node,
  edge: Edge,
  { elapsedMs, graph }: { elapsedMs: ReadonlyMap<NodeId, number>; graph: Graph },
): number {
  const arrivedMs = elapsedMs.get(node.id) ?? 0
  if (node.kind === 'wait' && node.until?.mode === 'duration') {
    return arrivedMs + durationMs(node.until.duration)
  }
  if (node.kind !== 'response' || edge.port === 'exhausted') return arrivedMs
  const outcome = node.outcomes.find(({ response }) => response === edge.port)
  if (outcome?.leave === 'atOnce') return arrivedMs
  const contactMs = contactsOf(node, graph).flatMap((id) => elapsedMs.get(id) ?? [])
  const opensMs = contactMs.length > 0 ? Math.min(...contactMs) : arrivedMs
  return Math.max(arrivedMs, opensMs + durationMs(node.window))
}

function ambiguous(
  node: Node,
  { graph, catalogue }: { graph: Graph; catalogue: Catalogue },
): readonly Diagnostic[] {
  if (!isContact(node)) return []
  const [nearest, ...others] = offersBefore(node.id, graph)
  const offer = nearest === undefined ? undefined : graph.nodes.get(nearest)
  if (offer?.kind !== 'offer' || others.length === 0) return []
  const values = { offer: contentOf(offer, catalogue)?.name ?? offer.id }
  return [diagnostic('OFFER_AMBIGUOUS', { nodeId: node.id }, { values })]
}
