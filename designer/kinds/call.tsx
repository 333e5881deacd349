import { IconHeadset } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { durationText } from './sentences.ts'

export const call: KindView<'call'> = {
  shape: 'card',
  icon: () => IconHeadset,
  title: ({ purpose }, { t }) => t(`call.purpose.${purpose}`),
  summary: ({ attempts, within }, { t }) =>
    t('call.summary', { count: attempts, within: durationText(t, within) }),
}
