import { NumberInput, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import styles from './profit.module.css'
import { type CategoryRate, saidAgain } from './rates.ts'
import { AddRow, RemoveRow } from './rows.tsx'

/** Product categories whose purchases leave another share than the general one. */
export function CategoryRates(props: {
  rates: readonly CategoryRate[]
  onRates: (rates: readonly CategoryRate[]) => void
}) {
  const { t } = useTranslation('profit')
  const { rates, onRates } = props
  const again = saidAgain(rates)
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
            error={again.has(id) && t('category.again')}
            onChange={(event) => set(id, { category: event.currentTarget.value })}
          />
          <NumberInput
            label={t('marginPercent')}
            min={0}
            max={100}
            value={percent}
            onChange={(value) => typeof value === 'number' && set(id, { percent: value })}
          />
          <RemoveRow
            name={category}
            onClick={() => onRates(rates.filter((one) => one.id !== id))}
          />
        </div>
      ))}
      <AddRow
        text={t('category.add')}
        onClick={() => onRates([...rates, { id: crypto.randomUUID(), category: '', percent: 30 }])}
      />
    </fieldset>
  )
}
