import { IconFlag3 } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'

export const goal: KindView<'goal'> = {
  shape: 'pill',
  icon: () => IconFlag3,
  title: (_, { t }) => t('kind.goal'),
  summary: (_, { t }) => t('goal.summary'),
}
