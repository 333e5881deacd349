import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './page.module.css'

/** A button for what cannot be taken back: the first press asks, in its place, and only the answer does it. */
export function ConfirmButton(props: {
  label: string
  question: string
  loading?: boolean
  /** As large as the buttons beside it; compact, where nothing is said. */
  size?: 'sm'
  onConfirm: () => void
}) {
  const { t } = useTranslation('words')
  const [asking, setAsking] = useState(false)
  if (!asking)
    return (
      <Button variant="default" size={props.size ?? 'compact-sm'} onClick={() => setAsking(true)}>
        {props.label}
      </Button>
    )
  return (
    <fieldset
      className={styles.confirm}
      aria-label={props.question}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setAsking(false)
      }}
    >
      {props.question}
      <Button
        color="red"
        size="compact-sm"
        loading={props.loading ?? false}
        onClick={() => {
          setAsking(false)
          props.onConfirm()
        }}
      >
        {props.label}
      </Button>
      <Button
        // Whoever presses twice has not answered.
        ref={focusNow}
        variant="default"
        size="compact-sm"
        onClick={() => setAsking(false)}
      >
        {t('action.cancel')}
      </Button>
    </fieldset>
  )
}

function focusNow(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true })
}
