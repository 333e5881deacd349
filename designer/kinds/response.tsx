import { IconArrowsSplit2 } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { durationText } from './sentences.ts'

export const response: KindView<'response'> = {
  shape: 'card',
  icon: () => IconArrowsSplit2,
  title: (_, { t }) => t('response.title'),
  summary({ outcomes, window }, { t }) {
    if (outcomes.length === 0) return null
    const names = outcomes.map(({ response }) => t(`response.${response}`))
    return [...names, t('response.noneIn', { window: durationText(t, window) })].join(' · ')
  },
}
