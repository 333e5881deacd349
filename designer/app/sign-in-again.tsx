import { Button, Modal, PasswordInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useExpiry } from '../api/expiry.ts'
import { queries } from '../api/queries.ts'
import { signIn, useSession } from '../api/session.ts'
import styles from './form.module.css'
import { useProblem } from './use-problem.ts'

/** Asks for the password over the page when the session ends under it: what is on the page stays. */
export function SignInAgain() {
  const { t } = useTranslation('frame')
  const expired = useExpiry((state) => state.expired)
  const email = useSession().email
  const explain = useProblem()
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const renew = async () => {
    try {
      await signIn({ email: email ?? '', password })
      setPassword('')
      setProblem(null)
      await queries.invalidateQueries()
    } catch (error) {
      setProblem(explain(error))
    }
  }
  return (
    <Modal
      opened={expired && email !== null}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={t('again.title')}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void renew()
        }}
      >
        <p>{t('again.text', { email })}</p>
        <PasswordInput
          label={t('again.password')}
          autoComplete="current-password"
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={problem}
        />
        <Button type="submit" disabled={password === ''}>
          {t('again.submit')}
        </Button>
      </form>
    </Modal>
  )
}
