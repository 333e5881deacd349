import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import type { Catalogue } from '../catalogue.ts'
import { diagnostic } from '../diagnostics.ts'
import { checkRule } from './check-rule.ts'
import type { KindMeaning } from './kind.ts'

/** The start: who belongs was settled on admission, so everybody goes on at once. */
export const segment: KindMeaning<'segment'> = {
  check: (node, { catalogue }) => [...checkAudience(node, catalogue), ...checkEntry(node)],
  needs: () => ({}),
  decide: (_at, traveller) => ({
    do: 'go',
    port: 'next',
    why: { code: 'ENTERED' },
    at: traveller.arrivedAt,
    orders: [],
  }),
}

function checkAudience(node: NodeOf<'segment'>, catalogue: Catalogue): readonly Diagnostic[] {
  const at = { nodeId: node.id, field: 'audience' }
  if (!node.audience) return [diagnostic('SEGMENT_MISSING', at)]
  if (node.audience.from === 'rule') {
    const place = { nodeId: node.id, field: 'audience.rule' }
    return checkRule(node.audience.rule, place, catalogue.segments)
  }
  const saved = catalogue.segments[node.audience.segmentId]
  if (!saved) {
    return [diagnostic('SEGMENT_UNKNOWN', at, { values: { segment: node.audience.segmentId } })]
  }
  const broken = checkRule(saved.rule, at, catalogue.segments)
  if (broken.length > 0) return broken
  // Who comes in later need not belong yet.
  return saved.size === 0 && byOnce(node)
    ? [diagnostic('AUDIENCE_EMPTY', at, { values: { name: saved.name } })]
    : []
}

function checkEntry(node: NodeOf<'segment'>): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  if (node.entry?.by === 'event' && node.entry.event === '') {
    found.push(diagnostic('ENTRY_EVENT_MISSING', { nodeId: node.id, field: 'entry' }))
  }
  if (byOnce(node) && node.reentry && node.reentry.allow !== 'never') {
    found.push(
      diagnostic(
        'REENTRY_IMPOSSIBLE',
        { nodeId: node.id, field: 'reentry' },
        { fix: { do: 'noReturn', nodeId: node.id } },
      ),
    )
  }
  return found
}

function byOnce({ entry }: NodeOf<'segment'>): boolean {
  return entry === undefined || entry.by === 'once'
}
