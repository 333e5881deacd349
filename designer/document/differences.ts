import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'
import { isAlike } from './alike.ts'

export interface ChangedStep {
  readonly before: Node
  readonly after: Node
  /** Settings that differ, by name. */
  readonly fields: readonly string[]
  /** Ways out that lead elsewhere, for another reason than a step put in or taken out there. */
  readonly ports: readonly Port[]
}

export interface Differences {
  readonly before: Scenario
  readonly after: Scenario
  readonly added: readonly Node[]
  readonly removed: readonly Node[]
  readonly changed: readonly ChangedStep[]
  /** Parts of the scenario itself that differ. */
  readonly frame: readonly ('name' | 'start' | 'exitRules' | 'attribution')[]
}

/** What has to happen to `before` to become `after`, step by step; a step is the same as long as its id is. */
export function differencesOf(before: Scenario, after: Scenario): Differences {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  const now = new Map(after.nodes.map((node) => [node.id, node]))
  const isGone = (id: NodeId | null | undefined) => id != null && !now.has(id)
  const isNew = (id: NodeId | null | undefined) => id != null && !old.has(id)
  const changed = after.nodes.flatMap((node): ChangedStep[] => {
    const was = old.get(node.id)
    if (!was || isAlike(was, node)) return []
    const fields = changedFields(was, node)
    const ports = [...new Set([...Object.keys(was.next), ...Object.keys(node.next)])].filter(
      (port) =>
        (was.next[port] ?? null) !== (node.next[port] ?? null) &&
        !isGone(was.next[port]) &&
        !isNew(node.next[port]),
    )
    return fields.length + ports.length > 0 ? [{ before: was, after: node, fields, ports }] : []
  })
  return {
    before,
    after,
    added: after.nodes.filter(({ id }) => !old.has(id)),
    removed: before.nodes.filter(({ id }) => !now.has(id)),
    changed,
    frame: (['name', 'start', 'exitRules', 'attribution'] as const).filter(
      (part) => !isAlike(before[part], after[part]),
    ),
  }
}

export function isSame({ added, removed, changed, frame }: Differences): boolean {
  return added.length + removed.length + changed.length + frame.length === 0
}

function changedFields(before: Node, after: Node): readonly string[] {
  const [was, is] = [settingsOf(before), settingsOf(after)]
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (field) => !isAlike(was[field], is[field]),
  )
}

function settingsOf({ id: _, next: __, ...settings }: Node): Readonly<Record<string, unknown>> {
  return settings
}
