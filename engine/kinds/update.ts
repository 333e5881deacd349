import { diagnostic } from '../diagnostics.ts'
import type { KindMeaning } from './kind.ts'

/** Changes the customer’s profile and goes on at once. */
export const update: KindMeaning<'update'> = {
  check: (node) =>
    node.changes.length === 0
      ? [diagnostic('CHANGES_MISSING', { nodeId: node.id, field: 'changes' })]
      : [],
  needs: () => ({}),
  decide: (at, traveller) => ({
    do: 'go',
    port: 'next',
    why: { code: 'UPDATED' },
    at: traveller.arrivedAt,
    orders: [{ order: 'change', changes: at.node.changes }],
  }),
}
