/**
 * The loops of a graph: sets of nodes that all lead to one another (strongly connected components of more than one
 * node, or one that leads to itself). Members in the order given. Tarjan’s algorithm (1972), without recursion.
 */
export function loopsIn<T>(
  nodes: readonly T[],
  next: (node: T) => readonly T[],
): readonly (readonly T[])[] {
  return components(nodes, next).filter(
    (members) => members.length > 1 || members.some((node) => next(node).includes(node)),
  )
}

/** All strongly connected components, each before those that lead to it; members in the order of `nodes`. */
export function components<T>(
  nodes: readonly T[],
  next: (node: T) => readonly T[],
): readonly (readonly T[])[] {
  const place = new Map(nodes.map((node, i) => [node, i]))
  const index = new Map<T, number>()
  const low = new Map<T, number>()
  const stack: T[] = []
  const onStack = new Set<T>()
  const found: T[][] = []
  const lower = (node: T, to: number) => low.set(node, Math.min(low.get(node) ?? to, to))

  function enter(node: T): { node: T; open: T[] } {
    index.set(node, index.size)
    lower(node, index.size - 1)
    stack.push(node)
    onStack.add(node)
    return { node, open: next(node).filter((target) => place.has(target)) }
  }

  function leave(node: T, parent: T | undefined): void {
    const root = low.get(node) ?? 0
    if (parent !== undefined) lower(parent, root)
    if (root !== index.get(node)) return
    const members = stack.splice(stack.lastIndexOf(node))
    for (const member of members) onStack.delete(member)
    found.push(members.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)))
  }

  for (const root of nodes) {
    if (index.has(root)) continue
    const path = [enter(root)]
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const target = top.open.pop()
      if (target === undefined) {
        path.pop()
        leave(top.node, path.at(-1)?.node)
      } else if (!index.has(target)) path.push(enter(target))
      else if (onStack.has(target)) lower(top.node, index.get(target) ?? 0)
    }
  }
  return found
}
