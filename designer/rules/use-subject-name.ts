import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { attributesQuery } from '../api/segments.ts'
import type { Subject } from './subjects.ts'

/** What a sentence is about, in words; an imported attribute by its label, an outside score by its key. */
export function useSubjectName(): (subject: Subject) => string {
  const { t } = useTranslation('rules')
  const { data: attributes } = useQuery(attributesQuery)
  return (subject) => {
    if (subject.startsWith('attributes.')) {
      const key = subject.slice('attributes.'.length)
      return attributes?.find((attribute) => attribute.key === key)?.label ?? key
    }
    if (subject.startsWith('scores.')) {
      const key = subject.slice('scores.'.length)
      return t(`score.${key}`, { defaultValue: key })
    }
    return t(`subject.${subject.replace('.', '_')}`)
  }
}
