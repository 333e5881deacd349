import type { KindMeaning } from './kind.ts'

/** The end of a path. */
export const exit: KindMeaning<'exit'> = {
  check: () => [],
  needs: () => ({}),
  decide: (_at, traveller) => ({
    do: 'end',
    result: 'completed',
    why: { code: 'EXIT' },
    at: traveller.arrivedAt,
    orders: [],
  }),
}
