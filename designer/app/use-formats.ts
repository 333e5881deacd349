import { useTranslation } from 'react-i18next'
import { useSession } from '../api/session.ts'
import { type Formats, formatsOf } from '../format.ts'

/** Numbers, money and dates in the reader's language, the installation's currency and zone. */
export function useFormats(): Formats {
  const { i18n } = useTranslation()
  const session = useSession()
  const { zone, currency } = session.installation
  return formatsOnce(i18n.language, { zone, currency })
}

const known = new Map<string, Formats>()

/** The browser takes milliseconds to make a set, and a page holds hundreds of users of one. */
function formatsOnce(language: string, installation: { zone: string; currency: string }): Formats {
  const key = `${language} ${installation.zone} ${installation.currency}`
  const formats = known.get(key) ?? formatsOf(language, installation)
  known.set(key, formats)
  return formats
}
