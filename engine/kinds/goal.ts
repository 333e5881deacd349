import type { KindMeaning } from './kind.ts'

/** Marks success; without a step after it the customer leaves as won. */
export const goal: KindMeaning<'goal'> = {
  check: () => [],
  needs: () => ({}),
  decide(at, traveller) {
    const rest = { why: { code: 'GOAL' }, at: traveller.arrivedAt, orders: [] }
    return (at.next['next'] ?? null) === null
      ? { do: 'end', result: 'success', ...rest }
      : { do: 'go', port: 'next', ...rest }
  },
}
