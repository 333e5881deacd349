import { callOutcomeSchema, type InstantMs } from '../schemas/basics.ts'
import type { NodeNo, Plan } from '../schemas/plan.ts'

/** A move of a journal, as far as lateness is concerned. */
export interface PastMove {
  readonly seq: number
  readonly node: NodeNo
  readonly visit: number
  readonly port: string | null
  /** By the run’s clock. */
  readonly at: InstantMs
  /** Real time. */
  readonly madeAt: InstantMs
}

/** Something that came back: when it happened by the run’s clock, and when Dasi heard of it, in real time. */
export interface Heard {
  readonly kind: string
  readonly firstAt: InstantMs
  /** Null: not known any more. */
  readonly mergedAt: InstantMs | null
}

/** The response branches that listen to each contact of a plan. */
export function listenersOf(plan: Plan): ReadonlyMap<NodeNo, readonly NodeNo[]> {
  const listeners = new Map<NodeNo, NodeNo[]>()
  for (const at of plan.nodes) {
    for (const contact of at.contacts) {
      listeners.set(contact, [...(listeners.get(contact) ?? []), at.no])
    }
  }
  return listeners
}

const callResults: readonly string[] = callOutcomeSchema.options

/**
 * The move after which such a response to a contact is without effect: leaving the first branch that listens to the
 * contact, or the scenario before; for the result of a call, leaving the call. Null: it is still awaited, or nothing
 * listens to it. `moves` in order; `ended`: the last one left.
 */
export function closingMove(
  contact: { readonly node: NodeNo; readonly visit: number },
  kind: string,
  {
    moves,
    listeners,
    ended,
  }: { moves: readonly PastMove[]; listeners: readonly NodeNo[]; ended: boolean },
): PastMove | null {
  const left = moves.find(({ node, visit }) => node === contact.node && visit === contact.visit)
  if (!left || callResults.includes(kind)) return left ?? null
  if (listeners.length === 0) return null
  const branch = moves.find(({ seq, node }) => seq > left.seq && listeners.includes(node))
  return branch ?? (ended ? (moves.at(-1) ?? null) : null)
}

/**
 * Whether something came too late to count for the branch: it happened after the branch was taken, or was heard of only
 * then. What the branch was taken by is never late.
 */
export function isLate({ kind, firstAt, mergedAt }: Heard, closing: PastMove | null): boolean {
  if (closing === null) return false
  if (firstAt > closing.at) return true
  return closing.port !== kind && mergedAt !== null && mergedAt > closing.madeAt
}
