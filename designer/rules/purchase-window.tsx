import { useTranslation } from 'react-i18next'
import { NumberField } from './number-field.tsx'
import { Pick } from './pick.tsx'
import styles from './rules.module.css'
import type { ClauseRule } from './tree.ts'

type PurchaseRule = Extract<ClauseRule, { type: 'purchases' }>

/** "in the last 90 days", "between two days", or ever. */
export function PurchaseWindow(props: {
  rule: PurchaseRule
  onChange: (rule: PurchaseRule) => void
}) {
  const { t } = useTranslation('rules')
  const { withinDays, from, to, ...rest } = props.rule
  const window = withinDays !== undefined ? 'last' : from || to ? 'between' : 'ever'
  const today = () => new Date().toISOString().slice(0, 10)
  const beginnings = {
    last: { ...rest, withinDays: 90 },
    between: { ...rest, from: `${today().slice(0, 4)}-01-01`, to: today() },
    ever: rest,
  }
  return (
    <span className={styles.window}>
      <Pick
        label={t('windowLabel')}
        value={window}
        options={(['last', 'between', 'ever'] as const).map((name) => [name, t(`window.${name}`)])}
        onChange={(name) => props.onChange(beginnings[name])}
      />
      {withinDays !== undefined && (
        <NumberField
          label={t('unit.days', { count: withinDays })}
          value={withinDays}
          min={1}
          max={36_500}
          unit="days"
          onChange={(days) =>
            props.onChange({ ...rest, withinDays: Math.max(1, Math.round(days)) })
          }
        />
      )}
      {window === 'between' && (
        <>
          <DayField
            label={t('from')}
            value={from}
            onChange={(day) => props.onChange({ ...rest, ...(to ? { to } : {}), from: day })}
          />
          <span>–</span>
          <DayField
            label={t('to')}
            value={to}
            onChange={(day) => props.onChange({ ...rest, ...(from ? { from } : {}), to: day })}
          />
        </>
      )}
    </span>
  )
}

function DayField(props: {
  label: string
  value: string | undefined
  onChange: (day: string) => void
}) {
  return (
    <input
      className={styles.day}
      type="date"
      aria-label={props.label}
      value={props.value ?? ''}
      onChange={(event) => event.currentTarget.value && props.onChange(event.currentTarget.value)}
    />
  )
}
