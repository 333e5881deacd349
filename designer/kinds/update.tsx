import { IconUserEdit } from '@tabler/icons-react'
import type { KindView } from './kind-view.ts'
import { changeText } from './sentences.ts'

export const update: KindView<'update'> = {
  shape: 'card',
  icon: () => IconUserEdit,
  title: (_, { t }) => t('kind.update'),
  summary({ changes }, { t, formats }) {
    if (changes.length === 0) return null
    return changes.map((change) => changeText(t, formats, change)).join(' · ')
  },
}
