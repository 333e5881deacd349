import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import type { Differences } from './differences.ts'

export interface RemovedStep {
  readonly node: Node
  /** The way out, of a step that stayed, after which it stood; null where nothing that stayed led there. */
  readonly after: { readonly nodeId: NodeId; readonly port: Port } | null
}

/** A removed step, and how many customers of runs that go on stand there. */
export type Removed = RemovedStep & { readonly people: number }

/** The steps that are gone, each with the way on which it stood. */
export function removedPlaces({ before, after, removed }: Differences): readonly RemovedStep[] {
  const stayed = new Set(after.nodes.map(({ id }) => id))
  return removed.map((node) => ({ node, after: wayTo(node.id, before, stayed) }))
}

/** The nearest way, upwards, that a step which stayed still has. */
function wayTo(id: NodeId, { nodes }: Scenario, stayed: ReadonlySet<NodeId>): RemovedStep['after'] {
  const seen = new Set([id])
  for (const target of seen) {
    for (const node of nodes) {
      const port = Object.keys(node.next).find((one) => node.next[one] === target)
      if (port === undefined) continue
      if (stayed.has(node.id)) return { nodeId: node.id, port }
      seen.add(node.id)
    }
  }
  return null
}
