import type { NodeNo, Plan } from '../schemas/plan.ts'

/**
 * Whether an edge leads back to a node that limits its visits: whoever takes it begins another round, and what is done
 * in it is done anew. (Within a round no node is passed twice, so round and node together name a contact.)
 */
export function isWayBack(plan: Plan, { from, to }: { from: NodeNo; to: NodeNo }): boolean {
  return waysBack(plan).has(`${from} ${to}`)
}

const known = new WeakMap<Plan, ReadonlySet<string>>()

function waysBack(plan: Plan): ReadonlySet<string> {
  const ready = known.get(plan)
  if (ready) return ready
  const successors = new Map(
    plan.nodes.map((n) => [n.no, Object.values(n.next).filter((no) => no !== null)]),
  )
  const back = new Set<string>()
  for (const head of plan.nodes.filter((n) => n.node.maxVisits !== undefined)) {
    for (const from of reachableFrom(head.no, successors)) {
      if (successors.get(from)?.includes(head.no)) back.add(`${from} ${head.no}`)
    }
  }
  known.set(plan, back)
  return back
}

function reachableFrom(
  start: NodeNo,
  successors: ReadonlyMap<NodeNo, readonly NodeNo[]>,
): Set<NodeNo> {
  const seen = new Set([start])
  const open = [start]
  for (let no = open.pop(); no !== undefined; no = open.pop()) {
    for (const next of successors.get(no) ?? []) {
      if (seen.has(next)) continue
      seen.add(next)
      open.push(next)
    }
  }
  return seen
}
