import { diagnostic } from '../diagnostics.ts'
import { checkRule } from './check-rule.ts'
import type { KindMeaning } from './kind.ts'

/** The start: membership was settled when the audience was taken, so everybody goes on at once. */
export const segment: KindMeaning<'segment'> = {
  check(node, { catalogue }) {
    const at = { nodeId: node.id, field: 'audience' }
    if (!node.audience) return [diagnostic('SEGMENT_MISSING', at)]
    if (node.audience.from === 'rule') {
      return checkRule(node.audience.rule, { nodeId: node.id, field: 'audience.rule' })
    }
    const saved = catalogue.segments[node.audience.segmentId]
    if (!saved) {
      return [diagnostic('SEGMENT_UNKNOWN', at, { values: { segment: node.audience.segmentId } })]
    }
    return saved.size === 0
      ? [diagnostic('AUDIENCE_EMPTY', at, { values: { name: saved.name } })]
      : []
  },
  needs: () => ({}),
  decide: (_at, traveller) => ({
    do: 'go',
    port: 'next',
    why: { code: 'ENTERED' },
    at: traveller.arrivedAt,
    orders: [],
  }),
}
