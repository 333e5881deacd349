import { IconClockPause } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { waitText } from './sentences.ts'

export const wait: KindView<'wait'> = {
  shape: 'pill',
  icon: () => IconClockPause,
  title: ({ until }, { t, formats }) => (until ? waitText(t, formats, until) : t('todo.wait')),
  summary: ({ until }, { t, formats }) => (until ? waitText(t, formats, until) : null),
}
