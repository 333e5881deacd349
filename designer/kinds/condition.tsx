import { IconFilter } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { portText } from './sentences.ts'

export const condition: KindView<'condition'> = {
  shape: 'card',
  icon: () => IconFilter,
  title: (_, { t }) => t('kind.condition'),
  summary(node, { t }) {
    if (node.branches.length === 0) return null
    return [...node.branches.map(({ port }) => portText(t, node, port)), t('port.else')].join(' · ')
  },
}
