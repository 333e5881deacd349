import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changePassword } from '../../api/session.ts'
import { useProblem } from '../../app/use-problem.ts'
import { FormProblem } from './form-problem.tsx'
import styles from './sign-in.module.css'

/** The shortest password the API takes. */
const lengthMin = 10

/** `oneTime` is the password just typed; who came back later (null) types it again. `submit` names the button. */
export function ChangePassword(props: {
  oneTime: string | null
  submit: string
  onDone: () => void
}) {
  const { t } = useTranslation('sign-in')
  const explain = useProblem()
  const [current, setCurrent] = useState(props.oneTime ?? '')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [mistake, setMistake] = useState<string | null>(null)
  const changing = useMutation({ mutationFn: changePassword, onSuccess: props.onDone })
  const reveal = { 'aria-label': t('showPassword') }
  const submit = () => {
    const found = mistakeIn({ current, next, again })
    setMistake(found)
    if (found === null) changing.mutate({ current, next })
  }
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {changing.error && <FormProblem>{explain(changing.error)}</FormProblem>}
      {props.oneTime === null && (
        <PasswordInput
          label={t('change.current')}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          visibilityToggleButtonProps={reveal}
        />
      )}
      <PasswordInput
        label={t('change.next')}
        description={t('change.rule', { count: lengthMin })}
        autoComplete="new-password"
        value={next}
        onChange={(event) => setNext(event.currentTarget.value)}
        error={mistake === 'short' || mistake === 'same' ? t(`change.${mistake}`) : null}
        visibilityToggleButtonProps={reveal}
      />
      <PasswordInput
        label={t('change.again')}
        autoComplete="new-password"
        value={again}
        onChange={(event) => setAgain(event.currentTarget.value)}
        error={mistake === 'different' ? t('change.different') : null}
        visibilityToggleButtonProps={reveal}
      />
      <Button type="submit" loading={changing.isPending} size="md">
        {props.submit}
      </Button>
    </form>
  )
}

function mistakeIn(typed: { current: string; next: string; again: string }): string | null {
  if (typed.next.length < lengthMin) return 'short'
  if (typed.next === typed.current) return 'same'
  return typed.next === typed.again ? null : 'different'
}
