import { createStore } from 'zustand/vanilla'
import type { Live, NodeCounts } from '../../schemas/api/live.ts'

export interface LiveState {
  readonly live: Live | null
  /** By the number of the step; one object per step stays the same while its counts do. */
  readonly counts: ReadonlyMap<number, NodeCounts>
  /** The past instant looked at (ISO), by the run’s clock; null: now. */
  readonly at: string | null
  readonly connected: boolean
  /** When the line was lost, by this machine’s clock; null: it was not, or is back. */
  readonly lostAt: number | null
}

/** Counts of one run, outside React Flow's nodes: each card subscribes to its own step. */
export function createLiveStore() {
  const store = createStore<LiveState>()(() => ({
    live: null,
    counts: new Map(),
    at: null,
    connected: false,
    lostAt: null,
  }))
  return {
    store,
    take(live: Live) {
      const { counts: before, live: last } = store.getState()
      const counts = new Map(
        live.nodes.map((fresh) => {
          const known = before.get(fresh.node)
          return [fresh.node, known && sameCounts(known, fresh) ? known : fresh] as const
        }),
      )
      const { total, spent } = live.budget
      const isBudgetSame = last?.budget.total === total && last.budget.spent === spent
      store.setState({ live: isBudgetSame ? { ...live, budget: last.budget } : live, counts })
    },
  }
}
export type LiveStore = ReturnType<typeof createLiveStore>

function sameCounts({ ports: portsA, ...a }: NodeCounts, { ports: portsB, ...b }: NodeCounts) {
  return sameFields(a, b) && sameFields(portsA, portsB)
}

type Fields = Readonly<Record<string, unknown>>

function sameFields(a: Fields, b: Fields): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
