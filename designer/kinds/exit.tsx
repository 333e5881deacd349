import { IconLogout } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'

export const exit: KindView<'exit'> = {
  shape: 'pill',
  icon: () => IconLogout,
  title: (_, { t }) => t('exit.title'),
  summary: (_, { t }) => t('exit.summary'),
}
