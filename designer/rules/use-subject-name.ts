import { useTranslation } from 'react-i18next'
import type { Subject } from './subjects.ts'

/** What a sentence is about, in words; an imported attribute and an outside score are called by their keys. */
export function useSubjectName(): (subject: Subject) => string {
  const { t } = useTranslation('rules')
  return (subject) => {
    if (subject.startsWith('attributes.')) return subject.slice('attributes.'.length)
    if (subject.startsWith('scores.')) {
      const key = subject.slice('scores.'.length)
      return t(`score.${key}`, { defaultValue: key })
    }
    return t(`subject.${subject.replace('.', '_')}`)
  }
}
