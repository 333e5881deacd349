import { IconFlask2 } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { portText } from './sentences.ts'

export const experiment: KindView<'experiment'> = {
  shape: 'card',
  icon: () => IconFlask2,
  title: (_, { t }) => t('kind.experiment'),
  summary(node, { t, formats }) {
    if (node.arms.length === 0) return null
    return node.arms
      .map(({ port, share }) => `${portText(t, node, port)} ${formats.decimal(share)}`)
      .join(' · ')
  },
}
