import { useTranslation } from 'react-i18next'
import type { Subject } from './subjects.ts'

/** What a sentence is about, in words; an imported attribute is called by its key. */
export function useSubjectName(): (subject: Subject) => string {
  const { t } = useTranslation('rules')
  return (subject) =>
    subject.startsWith('attributes.')
      ? subject.slice('attributes.'.length)
      : t(`subject.${subject.replace('.', '_')}`)
}
