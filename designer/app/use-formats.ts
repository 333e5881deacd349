import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { type Formats, formatsOf } from '../format.ts'

/** Numbers, money and dates in the reader's language, the installation's currency and zone. */
export function useFormats(): Formats {
  const { i18n } = useTranslation()
  const session = useSession()
  const { zone, currency } = session.installation
  return useMemo(
    () => formatsOf(i18n.language, { zone, currency }),
    [i18n.language, zone, currency],
  )
}
