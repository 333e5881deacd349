import { entrySchema, reentrySchema } from '../../schemas/kinds/segment.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { NodeNo, Plan, PlanNode } from '../../schemas/plan.ts'
import type { Rule } from '../../schemas/rule.ts'
import { attributionSchema, type Node, type NodeOf, type Scenario } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import { flowOrder, type Graph } from '../graph.ts'
import { expandSegments } from '../rules/expand-segments.ts'
import { contentOf } from './check-rewards.ts'
import { contactsOf, isContact, offersBefore } from './contacts.ts'

/** The plan of a scenario that has no errors: every successor resolved, everything it refers to embedded. */
export function planOf(scenario: Scenario, graph: Graph, catalogue: Catalogue): Plan {
  const nos = numbers(graph, catalogue)
  const no = (id: NodeId): NodeNo => known(nos.get(id), id)
  const nodes = [...nos.keys()].map((id): PlanNode => {
    const node = known(graph.nodes.get(id), id)
    const next = (graph.out.get(id) ?? []).map(
      ({ port, to }) => [port, to === null ? null : no(to)] as const,
    )
    const offer = offerOf(node, graph)
    return {
      no: no(id),
      id,
      node: standingAlone(tidied(node, graph), catalogue),
      next: Object.fromEntries(next),
      contacts: node.kind === 'response' ? contactsOf(node, graph).map(no) : [],
      offer: offer && contentOf(offer, catalogue),
      offerNo: offer && no(offer.id),
    }
  })
  const start = startOf(scenario, graph)
  return {
    format: 1,
    name: scenario.name,
    start: no(scenario.start),
    audience: audienceOf(start, catalogue),
    entry: start?.entry ?? entrySchema.parse({ by: 'once' }),
    reentry: start?.reentry ?? reentrySchema.parse({ allow: 'never' }),
    exitRules: [...scenario.exitRules],
    attribution: scenario.attribution ?? attributionSchema.parse({}),
    nodes: nodes.sort((a, b) => a.no - b.no),
  }
}

/** Numbers stay what earlier plans made them; new steps continue after the highest ever given, in the order of the flow. */
function numbers(graph: Graph, catalogue: Catalogue): ReadonlyMap<NodeId, NodeNo> {
  const given = Object.values(catalogue.nodes).map((node) => node.no)
  let next = given.reduce((highest, no) => Math.max(highest, no), -1) + 1
  const nos = new Map<NodeId, NodeNo>()
  for (const id of flowOrder(graph)) {
    const bound = Object.hasOwn(catalogue.nodes, id) ? catalogue.nodes[id] : undefined
    nos.set(id, bound ? bound.no : next++)
  }
  return nos
}

function offerOf(node: Node, graph: Graph) {
  if (node.kind === 'offer') return node
  if (!isContact(node)) return null
  const [nearest] = offersBefore(node.id, graph)
  const offer = nearest === undefined ? undefined : graph.nodes.get(nearest)
  return offer?.kind === 'offer' ? offer : null
}

/** Without what the drawing remembers of branches it no longer has. */
function tidied(node: Node, graph: Graph): Node {
  const edges = graph.out.get(node.id) ?? []
  return { ...node, next: Object.fromEntries(edges.map(({ port, to }) => [port, to])) }
}

/** With the rules of the saved segments it names. */
function standingAlone(node: Node, { segments }: Catalogue): Node {
  if (node.kind === 'channel') return withVariants(node, segments)
  if (node.kind !== 'condition') return node
  const branches = node.branches.map((branch) => ({
    ...branch,
    rule: branch.rule && expandSegments(branch.rule, segments),
  }))
  return { ...node, branches }
}

function withVariants(node: NodeOf<'channel'>, segments: Catalogue['segments']): Node {
  const { message } = node
  if (!message?.variants) return node
  const variants = message.variants.map((variant) =>
    variant.for?.by === 'rule'
      ? { ...variant, for: { ...variant.for, rule: expandSegments(variant.for.rule, segments) } }
      : variant,
  )
  return { ...node, message: { ...message, variants } }
}

function startOf(scenario: Scenario, graph: Graph): NodeOf<'segment'> | null {
  const start = graph.nodes.get(scenario.start)
  return start?.kind === 'segment' ? start : null
}

function audienceOf(start: NodeOf<'segment'> | null, catalogue: Catalogue): Rule {
  const audience = start?.audience
  const rule = known(
    audience?.from === 'saved'
      ? catalogue.segments[audience.segmentId]?.rule
      : (audience?.rule ?? undefined),
    'audience',
  )
  return expandSegments(rule, catalogue.segments)
}

/** What a scenario without errors is known to have; its absence is our bug. */
function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`A scenario without errors lacks ${what}`)
  return value
}
