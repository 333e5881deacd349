import type { NodeId } from '../../schemas/node.ts'
import type { Scenario } from '../../schemas/scenario.ts'

export interface Differences {
  readonly added: readonly NodeId[]
  readonly removed: readonly NodeId[]
  readonly changed: readonly NodeId[]
  /** The scenario's own name, start, exit rules or attribution. */
  readonly frame: boolean
}

/** What has to happen to `before` to become `after`, step by step. */
export function differencesOf(before: Scenario, after: Scenario): Differences {
  const old = new Map(before.nodes.map((node) => [node.id, JSON.stringify(node)]))
  const now = new Map(after.nodes.map((node) => [node.id, JSON.stringify(node)]))
  const frameOf = ({ name, start, exitRules, attribution }: Scenario) =>
    JSON.stringify([name, start, exitRules, attribution])
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now.keys()].filter((id) => old.has(id) && old.get(id) !== now.get(id)),
    frame: frameOf(before) !== frameOf(after),
  }
}
