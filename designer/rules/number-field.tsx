import { NumberInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './rules.module.css'
import type { unitOf } from './subjects.ts'

/** A number with its unit, as wide as it is long. An emptied field keeps its last number until another is typed. */
export function NumberField(props: {
  label: string
  value: number
  unit?: NonNullable<(typeof unitOf)[keyof typeof unitOf]>
  min?: number
  max?: number
  onChange: (value: number) => void
}) {
  const { t } = useTranslation('rules')
  return (
    <span className={styles.number}>
      <NumberInput
        aria-label={props.label}
        size="xs"
        value={props.value}
        min={props.min ?? 0}
        max={props.max ?? 1e12}
        w={`calc(${Math.max(3, String(props.value).length + 1)}ch + 24px)`}
        onChange={(value) => typeof value === 'number' && props.onChange(value)}
      />
      {props.unit && <span>{t(`unit.${props.unit}`, { count: props.value })}</span>}
    </span>
  )
}
