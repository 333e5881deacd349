import type { NodeId, Port } from '../schemas/node.ts'
import type { NodeNo, Plan, PlanNode } from '../schemas/plan.ts'
import { canonicalJson } from './plan-hash.ts'

/** What differs between two versions of one scenario; a step is the same step as long as its id is. */
export interface PlanDifference {
  readonly added: readonly PlanNode[]
  readonly removed: readonly PlanNode[]
  readonly changed: readonly ChangedNode[]
  readonly rewired: readonly Rewired[]
  readonly exitRules: boolean
  readonly audience: boolean
  /** Steps whose settings and ways out stay as they are. */
  readonly unchanged: number
}

export interface ChangedNode {
  readonly before: PlanNode
  readonly after: PlanNode
  readonly fields: readonly FieldChange[]
}

/** A setting by its path, for example `message.subject`; a list is one setting. */
export interface FieldChange {
  readonly field: string
  readonly from: unknown
  readonly to: unknown
}

export interface Rewired {
  readonly node: NodeNo
  readonly nodeId: NodeId
  readonly port: Port
  /** Null: the path ends there, or there is no such port. */
  readonly from: NodeId | null
  readonly to: NodeId | null
}

/** From one version to another, in the order of steps. */
export function diffPlans(before: Plan, after: Plan): PlanDifference {
  const old = new Map(before.nodes.map((at) => [at.no, at]))
  const now = new Map(after.nodes.map((at) => [at.no, at]))
  const both = before.nodes.flatMap((at) => {
    const next = now.get(at.no)
    return next ? [{ before: at, after: next, fields: fieldChanges(at, next) }] : []
  })
  const idOf = (plan: ReadonlyMap<NodeNo, PlanNode>, no: NodeNo | null | undefined) =>
    no == null ? null : (plan.get(no)?.id ?? null)
  const rewired = both.flatMap((pair) =>
    [...new Set([...Object.keys(pair.before.next), ...Object.keys(pair.after.next)])].flatMap(
      (port) => {
        const from = idOf(old, pair.before.next[port])
        const to = idOf(now, pair.after.next[port])
        return from === to ? [] : [{ node: pair.after.no, nodeId: pair.after.id, port, from, to }]
      },
    ),
  )
  const touched = new Set(rewired.map(({ node }) => node))
  return {
    added: after.nodes.filter(({ no }) => !old.has(no)),
    removed: before.nodes.filter(({ no }) => !now.has(no)),
    changed: both.filter(({ fields }) => fields.length > 0),
    rewired,
    exitRules: !same(before.exitRules, after.exitRules),
    audience: !same(before.audience, after.audience),
    unchanged: both.filter(({ fields, after: at }) => fields.length === 0 && !touched.has(at.no))
      .length,
  }
}

/** Whether customers who stand at the step may be decided otherwise by the other version; names alone decide nothing. */
export function decidesOtherwise(before: PlanNode, after: PlanNode): boolean {
  return fieldChanges(before, after).some(({ field }) => field !== 'title' && field !== 'note')
}

function fieldChanges(before: PlanNode, after: PlanNode): FieldChange[] {
  const [old, now] = [settingsOf(before), settingsOf(after)]
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((field) => {
    const [from, to] = [old.get(field), now.get(field)]
    return same(from, to) ? [] : [{ field, from, to }]
  })
}

/** Settings by path. Of a saved offer its content counts, not where it was taken from. */
function settingsOf(at: PlanNode): Map<string, unknown> {
  const { id: _, kind: __, next: ___, ...node } = at.node
  const { offer, contacts } = at
  const found = new Map<string, unknown>()
  flatten('', node, found)
  for (const field of [...found.keys()]) {
    if (field === 'offer' || field.startsWith('offer.')) found.delete(field)
  }
  if (at.node.kind === 'offer' && offer) flatten('offer', offer, found)
  if (at.node.kind === 'response') found.set('contacts', contacts)
  return found
}

function flatten(path: string, value: unknown, into: Map<string, unknown>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (value !== undefined) into.set(path, value)
    return
  }
  for (const [key, inner] of Object.entries(value)) {
    flatten(path === '' ? key : `${path}.${key}`, inner, into)
  }
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(a) === canonicalJson(b)
}
