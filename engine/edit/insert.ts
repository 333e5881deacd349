import type { NodeId } from '../../schemas/node.ts'
import type { Kind, Node, Scenario } from '../../schemas/scenario.ts'
import { portsOf } from '../kinds/ports.ts'
import {
  type Edited,
  naming,
  newId,
  type Point,
  parsedNode,
  targetOf,
  withNodes,
  withoutLost,
  withTarget,
} from './document.ts'
import { newNode } from './new-node.ts'

/**
 * Puts a new step at a point; what followed there continues after the new step’s first port. A step without ports ends
 * the path: what followed is removed unless another way leads to it. `preset` fills in settings, as the insert menu’s
 * entries “e-mail” and “SMS” do. `used` are ids that must not be given again. INVALID for a second segment.
 */
export function insert(
  scenario: Scenario,
  point: Point,
  {
    kind,
    preset = {},
    used = [],
  }: {
    readonly kind: Kind
    readonly preset?: Readonly<Record<string, unknown>>
    readonly used?: readonly NodeId[]
  },
): Edited {
  const id = newId(scenario, kind, used)
  const node = parsedNode({ ...newNode(scenario, { id, kind, point }), ...preset, id, kind })
  const { scenario: edited, removed } = putIn(scenario, point, {
    nodes: [node],
    entry: id,
    tail: id,
  })
  return {
    scenario: edited,
    description: { code: 'INSERTED', values: { ...naming(node), removed } },
    select: id,
  }
}

/**
 * Puts nodes that hang together at a point: the point leads to `entry`, and what followed continues after the first
 * port of `tail`. Without a tail that can go on, what followed is cut off.
 */
export function putIn(
  scenario: Scenario,
  point: Point,
  { nodes, entry, tail }: { nodes: readonly Node[]; entry: NodeId; tail: NodeId | null },
): { scenario: Scenario; removed: number } {
  const followed = targetOf(scenario, point)
  const last = nodes.find((node) => node.id === tail)
  const port = last && portsOf(last)[0]?.port
  const placed = withTarget(withNodes(scenario, nodes), point, entry)
  const joined =
    last && port !== undefined ? withTarget(placed, { after: last.id, port }, followed) : placed
  return withoutLost(scenario, joined)
}
