import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CostModelInput, makeProfit, type Profit } from '../../api/profit.ts'
import { Problem } from '../../components/loaded.tsx'
import { type ActivityDraft, drivers, freshActivity } from './activity-draft.ts'
import { CategoryRates } from './category-rates.tsx'
import styles from './profit.module.css'
import { ratesFrom, ratesTo, saidAgain } from './rates.ts'
import { AddRow, RemoveRow } from './rows.tsx'

/** The period, the margin, and what was spent on which activity; begins with what was said last time. */
export function CostDialog(props: { latest: Profit | null; onClose: () => void }) {
  const { t } = useTranslation('profit')
  const model = props.latest?.model
  const [period, setPeriod] = useState(() => lastYear())
  const [rate, setRate] = useState((model?.marginRate ?? 0.3) * 100)
  const [activities, setActivities] = useState<readonly ActivityDraft[]>(
    model?.activities ?? [freshActivity([], 'email', t('driver.email'))],
  )
  const [categories, setCategories] = useState(() => ratesFrom(model?.categoryRates ?? {}))
  const making = useMutation({ mutationFn: () => makeProfit(wanted()), onSuccess: props.onClose })
  const wanted = (): CostModelInput => ({
    ...period,
    marginRate: rate / 100,
    categoryRates: ratesTo(categories),
    activities: activities.map((activity) => ({ ...activity, name: activity.name.trim() })),
  })
  const set = (at: number, part: Partial<ActivityDraft>) =>
    setActivities(activities.map((one, i) => (i === at ? { ...one, ...part } : one)))
  const complete =
    saidAgain(categories).size === 0 &&
    activities.every(({ name, capacity }) => name.trim() !== '' && capacity > 0)
  return (
    <Modal opened onClose={props.onClose} title={t('make')} size={860}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          making.mutate()
        }}
      >
        {making.error && <Problem error={making.error} />}
        <div className={styles.period}>
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              label={t(end)}
              value={period[end]}
              onChange={(event) => setPeriod({ ...period, [end]: event.currentTarget.value })}
            />
          ))}
          <NumberInput
            label={t('marginPercent')}
            min={0}
            max={100}
            value={rate}
            onChange={(value) => typeof value === 'number' && setRate(value)}
          />
        </div>
        <CategoryRates rates={categories} onRates={setCategories} />
        <fieldset className={styles.activities}>
          <legend>{t('activities')}</legend>
          <p className={styles.quiet}>{t('activitiesNote')}</p>
          {activities.map((activity, i) => (
            <div key={activity.key} className={styles.activity}>
              <TextInput
                label={t('activity')}
                maxLength={80}
                value={activity.name}
                onChange={(event) => set(i, { name: event.currentTarget.value })}
              />
              <NativeSelect
                label={t('driverLabel')}
                data={drivers.map((value) => ({ value, label: t(`driver.${value}`) }))}
                value={activity.driver}
                onChange={(event) => {
                  const driver = drivers.find((one) => one === event.currentTarget.value)
                  if (driver) set(i, { driver })
                }}
              />
              <NumberInput
                label={t('spent')}
                min={0}
                thousandSeparator=","
                value={activity.spent}
                onChange={(spent) => typeof spent === 'number' && set(i, { spent })}
              />
              <NumberInput
                label={t('capacity')}
                min={0}
                thousandSeparator=","
                value={activity.capacity}
                onChange={(capacity) => typeof capacity === 'number' && set(i, { capacity })}
              />
              <RemoveRow
                name={activity.name}
                onClick={() => setActivities(activities.filter((_, at) => at !== i))}
              />
            </div>
          ))}
          <AddRow
            text={t('addActivity')}
            onClick={() => setActivities([...activities, freshActivity(activities, 'order', '')])}
          />
        </fieldset>
        <Button type="submit" disabled={!complete} loading={making.isPending}>
          {t('makeNow')}
        </Button>
      </form>
    </Modal>
  )
}

function lastYear(): { from: string; to: string } {
  const today = new Date()
  const before = new Date(today)
  before.setFullYear(before.getFullYear() - 1)
  const day = (date: Date) => date.toISOString().slice(0, 10)
  return { from: day(before), to: day(today) }
}
