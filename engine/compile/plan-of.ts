import type { NodeId } from '../../schemas/node.ts'
import type { NodeNo, Plan, PlanNode } from '../../schemas/plan.ts'
import type { Rule } from '../../schemas/rule.ts'
import { attributionSchema, type Node, type Scenario } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import { flowOrder, type Graph } from '../graph.ts'
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
      node: tidied(node, graph),
      next: Object.fromEntries(next),
      contacts: node.kind === 'response' ? contactsOf(node, graph).map(no) : [],
      offer: offer && contentOf(offer, catalogue),
      offerNo: offer && no(offer.id),
    }
  })
  return {
    format: 1,
    name: scenario.name,
    start: no(scenario.start),
    audience: audienceOf(scenario, graph, catalogue),
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

function audienceOf(scenario: Scenario, graph: Graph, catalogue: Catalogue): Rule {
  const start = graph.nodes.get(scenario.start)
  const audience = start?.kind === 'segment' ? start.audience : null
  return known(
    audience?.from === 'saved'
      ? catalogue.segments[audience.segmentId]?.rule
      : (audience?.rule ?? undefined),
    'audience',
  )
}

/** What a scenario without errors is known to have; its absence is our bug. */
function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`A scenario without errors lacks ${what}`)
  return value
}
