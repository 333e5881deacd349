import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './missing-code.module.css'

/**
 * Whether a failure is that of code which could not be fetched: browsers say it in words of their own. After an upgrade
 * an open page asks for files that are no more.
 */
export function isMissingCode(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script|unable to preload css/i.test(
      error.message,
    )
  )
}

/** Says over the page, which stays as it is, that a part of it could not be fetched, and offers to load it anew. */
export function MissingCode() {
  const { t } = useTranslation('frame')
  return (
    <div className={styles.bar} role="alert">
      <p>{t('missingCode.text')}</p>
      <ReloadButton />
    </div>
  )
}

/** What is drawn is kept: by the server, or by this browser until it can be saved. */
export function ReloadButton() {
  const { t } = useTranslation('frame')
  return <Button onClick={() => location.reload()}>{t('missingCode.reload')}</Button>
}
