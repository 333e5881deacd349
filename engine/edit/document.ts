import { Failure } from '../../schemas/failure.ts'
import type { NodeId, Port } from '../../schemas/node.ts'
import { type Kind, type Node, nodeSchema, type Scenario } from '../../schemas/scenario.ts'
import { graphOf, reachableFrom } from '../graph.ts'
import { portsOf } from '../kinds/ports.ts'

/** A place on the canvas where a step can be put: after a node, on one of its ports. */
export interface Point {
  readonly after: NodeId
  readonly port: Port
}

/** What a command did, to be worded by the designer: `Undo: delete “SMS reminder”`. */
export interface Description {
  readonly code: DescriptionCode
  /** Among them `id`, `kind` and `title` of the step, the `port`, and how many other steps were `removed` with it. */
  readonly values: Readonly<Record<string, string | number>>
}

export type DescriptionCode =
  | 'INSERTED'
  | 'MOVED'
  | 'REMOVED'
  | 'REMOVED_MANY'
  | 'DUPLICATED'
  | 'PASTED'
  | 'CHANGED'
  | 'RENAMED'
  | 'BRANCH_ADDED'
  | 'BRANCH_REMOVED'
  | 'BRANCH_RENAMED'
  | 'BRANCHES_REORDERED'
  | 'CONNECTED'
  | 'DISCONNECTED'
  | 'SCENARIO_RENAMED'
  | 'EXIT_RULES_CHANGED'
  | 'ATTRIBUTION_CHANGED'

/** The document after a command; the one before is untouched, so keeping it is all that undo needs. */
export interface Edited {
  readonly scenario: Scenario
  readonly description: Description
  /** The step to select now. */
  readonly select?: NodeId
}

export const nodesMax = 2000

/** The node of that id; NOT_FOUND if there is none. */
export function nodeOf(scenario: Scenario, id: NodeId): Node {
  const node = scenario.nodes.find((one) => one.id === id)
  if (node) return node
  throw new Failure('NOT_FOUND', `The scenario has no step "${id}".`, { details: { nodeId: id } })
}

/** Where a point leads; null where nothing follows. INVALID if the node has no such port. */
export function targetOf(scenario: Scenario, { after, port }: Point): NodeId | null {
  const node = nodeOf(scenario, after)
  if (!portsOf(node).some((spec) => spec.port === port)) {
    throw new Failure('INVALID', `Step "${after}" has no branch "${port}".`, {
      details: { reason: 'STEP_CANNOT', nodeId: after, port },
    })
  }
  const target = nextOf(node, port)
  return target !== null && scenario.nodes.some((one) => one.id === target) ? target : null
}

export function nextOf(node: Node, port: Port): NodeId | null {
  return Object.hasOwn(node.next, port) ? (node.next[port] ?? null) : null
}

export function withNode(scenario: Scenario, node: Node): Scenario {
  return { ...scenario, nodes: scenario.nodes.map((one) => (one.id === node.id ? node : one)) }
}

export function withNodes(scenario: Scenario, nodes: readonly Node[]): Scenario {
  if (scenario.nodes.length + nodes.length > nodesMax) {
    throw new Failure('TOO_LARGE', `A scenario has at most ${nodesMax} steps.`, {
      details: { reason: 'TOO_MANY_STEPS', most: nodesMax },
    })
  }
  return { ...scenario, nodes: [...scenario.nodes, ...nodes] }
}

export function withTarget(
  scenario: Scenario,
  { after, port }: Point,
  to: NodeId | null,
): Scenario {
  const node = nodeOf(scenario, after)
  return withNode(scenario, { ...node, next: { ...node.next, [port]: to } })
}

/**
 * The document without the nodes that `before` could reach and `after` cannot: branches that were cut off. Steps that
 * nothing led to already are left alone, and so are references to steps that stay.
 */
export function withoutLost(
  before: Scenario,
  after: Scenario,
): { scenario: Scenario; removed: number } {
  const was = reachableFrom(graphOf(before), before.start)
  const is = reachableFrom(graphOf(after), after.start)
  const lost = new Set(
    after.nodes.map((node) => node.id).filter((id) => was.has(id) && !is.has(id)),
  )
  return { scenario: without(after, lost), removed: lost.size }
}

/** The document without some nodes, and without references to them; INVALID if none would be left. */
export function without(scenario: Scenario, ids: ReadonlySet<NodeId>): Scenario {
  if (ids.size === 0) return scenario
  const nodes = scenario.nodes
    .filter((node) => !ids.has(node.id))
    .map((node) => withoutReferences(node, ids))
  if (nodes.length === 0)
    throw new Failure('INVALID', 'A scenario has at least one step.', {
      details: { reason: 'STEP_CANNOT' },
    })
  return { ...scenario, nodes }
}

/** A node checked against the schema, its edges reduced to the ports it has; INVALID with the first problem. */
export function parsedNode(value: unknown): Node {
  const parsed = nodeSchema.safeParse(value)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const field = issue?.path.join('.') ?? ''
    throw new Failure('INVALID', `The step cannot be like that: ${field}: ${issue?.message}`, {
      details: { reason: 'STEP_CANNOT', field },
    })
  }
  return tidied(parsed.data)
}

export function tidied(node: Node): Node {
  const ports = portsOf(node).map((spec) => spec.port)
  return {
    ...node,
    next: Object.fromEntries(
      ports
        .filter((port) => Object.hasOwn(node.next, port))
        .map((port) => [port, nextOf(node, port)]),
    ),
  }
}

/** An id that neither the document nor `used` has: the kind and a number, as in `channel3`. */
export function newId(scenario: Scenario, kind: Kind, used: readonly NodeId[]): NodeId {
  const taken = new Set([...scenario.nodes.map((node) => node.id), ...used])
  let n = 1
  while (taken.has(`${kind}${n}`)) n += 1
  return `${kind}${n}`
}

/** What a description says of a step. */
export function naming(node: Node): { id: NodeId; kind: Kind; title: string } {
  return { id: node.id, kind: node.kind, title: node.title }
}

function withoutReferences(node: Node, ids: ReadonlySet<NodeId>): Node {
  const next = Object.fromEntries(
    Object.entries(node.next).map(([port, to]) => [port, to !== null && ids.has(to) ? null : to]),
  )
  return node.kind === 'response'
    ? { ...node, next, contacts: node.contacts.filter((id) => !ids.has(id)) }
    : { ...node, next }
}
