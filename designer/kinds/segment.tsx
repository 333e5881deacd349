import { IconUsersGroup } from '@tabler/icons-react'
import type { NodeOf } from '../../schemas/scenario.ts'
import type { KindView, Words } from './kind-view.ts'
import { entryText } from './sentences.ts'

export const segment: KindView<'segment'> = {
  shape: 'card',
  icon: () => IconUsersGroup,
  title({ audience }, { t, catalogue }) {
    if (audience?.from !== 'saved') return t('kind.segment')
    return catalogue.segments[audience.segmentId]?.name ?? t('segment.unknown')
  },
  summary(node, words) {
    const { audience, entry, title } = node
    if (!audience) return null
    const who = whoText(audience, title, words)
    const when = entryText(words.t, entry)
    return when === '' || who === null ? who : `${who} · ${when}`
  },
}

function whoText(
  audience: NonNullable<NodeOf<'segment'>['audience']>,
  title: string | undefined,
  { t, formats, catalogue, sayRule }: Words,
): string | null {
  if (audience.from === 'rule') return sayRule(audience.rule)
  const saved = catalogue.segments[audience.segmentId]
  if (!saved) return null
  const size =
    saved.size === null
      ? t('segment.notCounted')
      : t('segment.size', { size: formats.number(saved.size) })
  // A step with a title of its own still says whom it means.
  return title && title !== saved.name ? `${saved.name} · ${size}` : size
}
