import { IconUsersGroup } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'

export const segment: KindView<'segment'> = {
  shape: 'card',
  icon: () => IconUsersGroup,
  title({ audience }, { t, catalogue }) {
    if (audience?.from !== 'saved') return t('kind.segment')
    return catalogue.segments[audience.segmentId]?.name ?? t('segment.unknown')
  },
  summary({ audience }, { t, formats, catalogue, sayRule }) {
    if (!audience) return null
    if (audience.from === 'rule') return sayRule(audience.rule)
    const saved = catalogue.segments[audience.segmentId]
    if (!saved) return null
    return saved.size === null
      ? t('segment.notCounted')
      : t('segment.size', { size: formats.number(saved.size) })
  },
}
