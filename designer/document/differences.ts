import type { NodeId, Port } from '../../schemas/node.ts'
import type { Node, Scenario } from '../../schemas/scenario.ts'

/** A setting by its path, for example `message.subject`; a list is one setting. Undefined: it was not there. */
export interface FieldChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

export interface ChangedStep {
  readonly before: Node
  readonly after: Node
  readonly fields: readonly FieldChange[]
  /** Ways out that lead elsewhere, for another reason than a step put in or taken out there. */
  readonly ports: readonly Port[]
}

export interface Differences {
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
    if (!was || same(was, node)) return []
    const fields = fieldChanges(was, node)
    const ports = [...new Set([...Object.keys(was.next), ...Object.keys(node.next)])].filter(
      (port) =>
        (was.next[port] ?? null) !== (node.next[port] ?? null) &&
        !isGone(was.next[port]) &&
        !isNew(node.next[port]),
    )
    return fields.length + ports.length > 0 ? [{ before: was, after: node, fields, ports }] : []
  })
  return {
    added: after.nodes.filter(({ id }) => !old.has(id)),
    removed: before.nodes.filter(({ id }) => !now.has(id)),
    changed,
    frame: (['name', 'start', 'exitRules', 'attribution'] as const).filter(
      (part) => !same(before[part], after[part]),
    ),
  }
}

export function isSame({ added, removed, changed, frame }: Differences): boolean {
  return added.length + removed.length + changed.length + frame.length === 0
}

function fieldChanges(before: Node, after: Node): readonly FieldChange[] {
  const [old, now] = [settingsOf(before), settingsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field), now.get(field)]
    return same(from, to) ? [] : [{ field, from, to }]
  })
}

function settingsOf({ id: _, next: __, ...settings }: Node): ReadonlyMap<string, unknown> {
  const found = new Map<string, unknown>()
  flatten('', settings, found)
  return found
}

function flatten(path: string, value: unknown, into: Map<string, unknown>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value !== undefined) into.set(path, value)
    return
  }
  for (const [key, inner] of Object.entries(value))
    flatten(path === '' ? key : `${path}.${key}`, inner, into)
}

/** The same whatever the order of its keys. */
function same(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([x], [y]) => (x < y ? -1 : 1)))
        : inner,
    ) ?? ''
  )
}
