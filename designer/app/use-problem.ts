import { useTranslation } from 'react-i18next'
import type { Problem } from '../../schemas/api/common.ts'
import { ApiFailure } from '../api/api-failure.ts'
import { useReasonText } from './reason-text.ts'

/**
 * What went wrong, as a sentence a reader can act on, in the reader’s language: by its reason where the server gives one,
 * else by its code. The server’s own words are English and for programs: no page shows them.
 */
export function useProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation('frame')
  const reasonText = useReasonText()
  return (error) => {
    const problem = problemIn(error)
    if (problem === null) return t('problem.UNKNOWN')
    const said = reasonText(problem)
    if (said !== null) return said
    const key = `problem.${problem.code}`
    return i18n.exists(key, { ns: 'frame' }) ? t(key) : t('problem.OTHER')
  }
}

/** Thrown by a request, or kept with something that failed on the server. */
function problemIn(error: unknown): Pick<Problem, 'code' | 'details'> | null {
  if (error instanceof ApiFailure) return error
  const isKept =
    typeof error === 'object' && error !== null && 'code' in error && 'details' in error
  return isKept ? (error as Problem) : null
}
