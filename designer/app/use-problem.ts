import { useTranslation } from 'react-i18next'
import { ApiFailure } from '../api/api-failure.ts'

/** What went wrong, as a sentence a reader can act on; the server's own words where ours would say less. */
export function useProblem(): (error: unknown) => string {
  const { t, i18n } = useTranslation('frame')
  return (error) => {
    if (!(error instanceof ApiFailure)) return t('problem.UNKNOWN')
    const key = `problem.${error.code}`
    const known = i18n.exists(key, { ns: 'frame' })
    if (error.code === 'INVALID' || error.code === 'NOT_READY')
      return t(key, { message: error.message })
    return known ? t(key) : t('problem.OTHER', { message: error.message })
  }
}
