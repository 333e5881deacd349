import { UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CallOutcome } from '../../../schemas/basics.ts'
import styles from './desk.module.css'

/** How a call can end; the place in the list is the key. */
export const outcomes = ['answered', 'complaint', 'noAnswer', 'refused', 'wrongNumber'] as const

export function Outcomes(props: {
  disabled: boolean
  chosen: string | null
  onChoose: (outcome: CallOutcome) => void
}) {
  const { t } = useTranslation('desk')
  return (
    <fieldset className={styles.outcomes} aria-label={t('outcomes')}>
      {outcomes.map((outcome, at) => (
        <UnstyledButton
          key={outcome}
          className={styles.outcome}
          data-outcome={outcome}
          aria-keyshortcuts={String(at + 1)}
          aria-pressed={props.chosen === outcome}
          disabled={props.disabled}
          onClick={() => props.onChoose(outcome)}
        >
          <kbd aria-hidden>{at + 1}</kbd>
          <i aria-hidden />
          {t(`outcome.${outcome}`)}
        </UnstyledButton>
      ))}
    </fieldset>
  )
}
