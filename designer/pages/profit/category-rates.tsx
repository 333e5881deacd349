import { ActionIcon, Button, NumberInput, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import styles from './profit.module.css'

export interface CategoryRate {
  readonly id: string
  readonly category: string
  /** 0–100. */
  readonly percent: number
}

/** Product categories whose purchases leave another share than the general one. */
export function CategoryRates(props: {
  rates: readonly CategoryRate[]
  onRates: (rates: readonly CategoryRate[]) => void
}) {
  const { t } = useTranslation('profit')
  const { rates, onRates } = props
  const set = (id: string, part: Partial<CategoryRate>) =>
    onRates(rates.map((one) => (one.id === id ? { ...one, ...part } : one)))
  return (
    <fieldset className={styles.activities}>
      <legend>{t('category.title')}</legend>
      <p className={styles.quiet}>{t('category.note')}</p>
      {rates.map(({ id, category, percent }) => (
        <div key={id} className={styles.category}>
          <TextInput
            label={t('category.name')}
            maxLength={120}
            value={category}
            onChange={(event) => set(id, { category: event.currentTarget.value })}
          />
          <NumberInput
            label={t('marginPercent')}
            min={0}
            max={100}
            value={percent}
            onChange={(value) => typeof value === 'number' && set(id, { percent: value })}
          />
          <ActionIcon
            variant="default"
            size={34}
            aria-label={t('removeActivity', { name: category })}
            onClick={() => onRates(rates.filter((one) => one.id !== id))}
          >
            <IconX size={16} stroke={1.8} />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={15} stroke={1.8} />}
        onClick={() => onRates([...rates, { id: crypto.randomUUID(), category: '', percent: 30 }])}
      >
        {t('category.add')}
      </Button>
    </fieldset>
  )
}

export function ratesFrom(
  categoryRates: Readonly<Record<string, number>>,
): readonly CategoryRate[] {
  return Object.entries(categoryRates).map(([category, rate]) => ({
    ...{ id: category, category, percent: Math.round(rate * 10_000) / 100 },
  }))
}

/** Rows without a name say nothing. */
export function ratesTo(rates: readonly CategoryRate[]): Record<string, number> {
  const named = rates.filter(({ category }) => category.trim() !== '')
  return Object.fromEntries(named.map(({ category, percent }) => [category.trim(), percent / 100]))
}
