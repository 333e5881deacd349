import type { Live } from '../../schemas/api/live.ts'
import type { Plan } from '../../schemas/plan.ts'
import type { RehearsalResult } from '../../schemas/rehearsal.ts'

/** What a rehearsal expects at each step, in the shape in which the canvas shows the counts of a run. */
export function liveOf(result: RehearsalResult, plan: Plan): Live {
  const numbers = new Map(plan.nodes.map(({ id, no }) => [id, no]))
  const at = new Date(result.lastLeavesAt ?? result.startsAt).toISOString()
  const { ends } = result
  return {
    at,
    from: null,
    state: 'ended',
    clockNow: at,
    endedAt: at,
    audienceSize: result.customers,
    admitted: result.customers,
    active: ends.standing + ends.held,
    ended: ends.success + ends.completed + ends.left,
    budget: { total: result.cost.budget, spent: result.cost.contacts },
    nodes: result.nodes.flatMap((node) => {
      const number = numbers.get(node.node)
      if (number === undefined) return []
      const held = sum(node.held)
      return [
        {
          node: number,
          nodeId: node.node,
          entered: node.entered,
          now: node.standing + held,
          passed: sum(node.ports),
          moved: 0,
          left: node.ended,
          held,
          sent: node.contacts,
          unsent: sum(node.unsent),
          refused: sum(node.unsent),
          failed: 0,
          expired: 0,
          cancelled: 0,
          unknown: 0,
          ports: node.ports,
        },
      ]
    }),
  }
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0)
}
