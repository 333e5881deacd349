import type { NodeNo, Plan } from '../schemas/plan.ts'

/**
 * The contacts of a plan that thank: thanks-calls, and whatever is sent to those only who left a response branch because
 * they had bought. In the order of the plan. All other contacts are those that win customers.
 */
export function thanksNodes(plan: Plan): NodeNo[] {
  const afterPurchase = reachable(plan, boughtAt(plan))
  const otherwise = reachable(plan, [plan.start], { exceptPurchased: true })
  return plan.nodes
    .filter(({ no, node }) => {
      if (node.kind === 'call' && node.purpose === 'thanks') return true
      const isContact = node.kind === 'channel' || node.kind === 'call'
      return isContact && afterPurchase.has(no) && !otherwise.has(no)
    })
    .map(({ no }) => no)
}

/** Where those go on who have bought. */
function boughtAt(plan: Plan): NodeNo[] {
  return plan.nodes.flatMap(({ node, next }) => {
    const to = node.kind === 'response' ? (next['purchased'] ?? null) : null
    return to === null ? [] : [to]
  })
}

function reachable(
  plan: Plan,
  from: readonly NodeNo[],
  { exceptPurchased = false } = {},
): ReadonlySet<NodeNo> {
  const nodes = new Map(plan.nodes.map((node) => [node.no, node]))
  const seen = new Set<NodeNo>()
  const waiting = [...from]
  for (let no = waiting.pop(); no !== undefined; no = waiting.pop()) {
    const at = nodes.get(no)
    if (!at || seen.has(no)) continue
    seen.add(no)
    for (const [port, to] of Object.entries(at.next)) {
      const isSkipped = exceptPurchased && at.node.kind === 'response' && port === 'purchased'
      if (to !== null && !isSkipped) waiting.push(to)
    }
  }
  return seen
}
