import { Button, PasswordInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../../../schemas/api/session.ts'
import { signIn } from '../../api/session.ts'
import { useProblem } from '../../app/use-problem.ts'
import { FormProblem } from './form-problem.tsx'
import styles from './sign-in.module.css'

export function PasswordForm(props: { onSignedIn: (session: Session, password: string) => void }) {
  const { t } = useTranslation('sign-in')
  const explain = useProblem()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const entering = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => props.onSignedIn(session, password),
  })
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        entering.mutate({ email: email.trim(), password })
      }}
    >
      {entering.error && <FormProblem>{explain(entering.error)}</FormProblem>}
      <TextInput
        label={t('email')}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        data-autofocus
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t('password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      />
      <Button type="submit" loading={entering.isPending} size="md">
        {t('submit')}
      </Button>
      <p className={styles.hint}>{t('firstStart')}</p>
    </form>
  )
}
