import type { NodeId } from '../../schemas/node.ts'
import type { LayoutNode, LayoutPort } from './shapes.ts'

/** Where a port leads: into the branch below it, to a join further down, back up, or nowhere. */
export type Way = 'branch' | 'join' | 'back' | 'jump' | 'empty'

export interface FlowPort extends LayoutPort {
  readonly way: Way
}

export interface FlowNode extends Omit<LayoutNode, 'ports'> {
  readonly ports: readonly FlowPort[]
  /** Nodes in which branches of this node meet, in topological order. */
  readonly joins: readonly NodeId[]
}

export interface Flow {
  readonly nodes: ReadonlyMap<NodeId, FlowNode>
  /** Topological. */
  readonly order: readonly NodeId[]
  /** The start, then the heads of what cannot be reached from it. */
  readonly roots: readonly NodeId[]
  /** Joins of unreachable heads, in topological order. */
  readonly rootJoins: readonly NodeId[]
}

/**
 * Sorts the edges of a drawing by its dominator tree. The immediate dominator of a node is the lowest common ancestor
 * of its predecessors in topological order, edges that close a loop left aside (Cooper, Harvey, Kennedy 2001, for a
 * graph without cycles).
 */
export function flowOf(start: NodeId, nodes: readonly LayoutNode[]): Flow {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const { order, roots, loops, strays } = walk(start, nodes, byId)

  const comesFrom = new Map<NodeId, NodeId[]>()
  const isForward = (from: NodeId, index: number) =>
    !loops.has(key(from, index)) && !strays.has(key(from, index))
  for (const node of nodes) {
    node.ports.forEach((port, index) => {
      if (port.to === null || !byId.has(port.to) || !isForward(node.id, index)) return
      const list = comesFrom.get(port.to)
      if (list) list.push(node.id)
      else comesFrom.set(port.to, [node.id])
    })
  }

  const dominators = dominatorsOf(order, comesFrom)
  const joins = new Map<NodeId | null, NodeId[]>()
  for (const id of order) {
    if ((comesFrom.get(id)?.length ?? 0) < 2) continue
    const owner = dominators.get(id) ?? null
    const list = joins.get(owner)
    if (list) list.push(id)
    else joins.set(owner, [id])
  }

  const wayOf = (from: NodeId, port: LayoutPort, index: number): Way => {
    if (port.to === null || !byId.has(port.to)) return 'empty'
    if (strays.has(key(from, index))) return 'jump'
    if (loops.has(key(from, index))) return encloses(dominators, port.to, from) ? 'back' : 'jump'
    return comesFrom.get(port.to)?.length === 1 ? 'branch' : 'join'
  }
  return {
    nodes: new Map(
      nodes.map((node) => [
        node.id,
        {
          ...node,
          ports: node.ports.map((port, index) => ({ ...port, way: wayOf(node.id, port, index) })),
          joins: joins.get(node.id) ?? [],
        },
      ]),
    ),
    order,
    roots,
    rootJoins: joins.get(null) ?? [],
  }
}

/** Depth first without recursion: topological order, and the ports that close a loop or stray into another part. */
function walk(start: NodeId, nodes: readonly LayoutNode[], byId: Map<NodeId, LayoutNode>) {
  const open = new Set<NodeId>()
  const done = new Set<NodeId>()
  const loops = new Set<string>()
  const strays = new Set<string>()
  const roots: NodeId[] = []
  const order: NodeId[] = []

  // Reverse postorder is topological; ports are visited last to first, so that it follows the order of branches.
  const visit = (root: NodeId, isEarlierPart: (id: NodeId) => boolean) => {
    const part: NodeId[] = []
    const stack = [{ id: root, next: (byId.get(root)?.ports.length ?? 0) - 1 }]
    open.add(root)
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const port = byId.get(top.id)?.ports[top.next]
      if (!port) {
        stack.pop()
        open.delete(top.id)
        done.add(top.id)
        part.push(top.id)
        continue
      }
      const index = top.next--
      const to = port.to
      if (to === null || !byId.has(to)) continue
      if (open.has(to)) loops.add(key(top.id, index))
      else if (isEarlierPart(to)) strays.add(key(top.id, index))
      else if (!done.has(to)) {
        open.add(to)
        stack.push({ id: to, next: (byId.get(to)?.ports.length ?? 0) - 1 })
      }
    }
    return part.reverse()
  }

  if (byId.has(start)) {
    roots.push(start)
    order.push(...visit(start, () => false))
  }
  const reached = new Set(done)
  const entered = new Set<NodeId>()
  for (const node of nodes) {
    if (reached.has(node.id)) continue
    for (const port of node.ports) if (port.to !== null) entered.add(port.to)
  }
  const unreached: NodeId[] = []
  const heads = nodes.filter((node) => !entered.has(node.id))
  for (const node of [...heads, ...nodes]) {
    if (done.has(node.id)) continue
    roots.push(node.id)
    unreached.unshift(...visit(node.id, (id) => reached.has(id) || roots.includes(id)))
  }
  return { order: [...order, ...unreached], roots, loops, strays }
}

function dominatorsOf(order: readonly NodeId[], comesFrom: ReadonlyMap<NodeId, NodeId[]>) {
  const depth = new Map<NodeId | null, number>([[null, 0]])
  const dominators = new Map<NodeId, NodeId | null>()
  const meet = (a: NodeId | null, b: NodeId | null) => {
    let [left, right] = [a, b]
    while (left !== right) {
      const [leftDepth, rightDepth] = [depth.get(left) ?? 0, depth.get(right) ?? 0]
      if (leftDepth >= rightDepth) left = left === null ? null : (dominators.get(left) ?? null)
      if (rightDepth >= leftDepth) right = right === null ? null : (dominators.get(right) ?? null)
    }
    return left
  }
  for (const id of order) {
    const [first = null, ...others] = comesFrom.get(id) ?? []
    const dominator = others.reduce<NodeId | null>(meet, first)
    dominators.set(id, dominator)
    depth.set(id, (depth.get(dominator) ?? 0) + 1)
  }
  return dominators
}

function encloses(dominators: ReadonlyMap<NodeId, NodeId | null>, outer: NodeId, inner: NodeId) {
  for (let at: NodeId | null = inner; at !== null; at = dominators.get(at) ?? null)
    if (at === outer) return true
  return false
}

const key = (from: NodeId, index: number) => `${from} ${index}`
