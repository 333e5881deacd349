import { Button } from '@mantine/core'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { RunDetail } from '../../schemas/api/runs.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { NumberInput } from '../inspector/number-input.tsx'
import styles from './panels.module.css'
import { isOver, useRunChange } from './run-change.ts'

const nearEndShare = 0.9

/** How much of the budget is spent, and another budget: who was held for want of it goes on. */
export function BudgetSection({ run }: { run: RunDetail }) {
  const { live } = useRoom()
  const { t, formats } = useWords()
  const change = useRunChange(run.id)
  if (!live) throw new Error('A budget is watched outside live mode.')
  const { total, spent } = useStore(live.counts.store, (now) => now.live?.budget ?? run.budget)
  const [wanted, setWanted] = useState<number | null>(total)
  return (
    <section className={styles.section} aria-label={t('runPanel.budget')}>
      <div className={styles.row}>
        <h3>{t('runPanel.budget')}</h3>
        <span>
          {total === null
            ? t('runPanel.spentOnly', { spent: formats.money(spent) })
            : t('runPanel.spentOf', { spent: formats.money(spent), total: formats.money(total) })}
        </span>
      </div>
      {total !== null && <BudgetBar total={total} spent={spent} />}
      {!isOver(run) && (
        <ChangeForm
          label={t('runPanel.newBudget')}
          range={{ min: 0, max: 1e12 }}
          none={t('runPanel.noLimit')}
          value={wanted}
          saved={total}
          save={t('runPanel.saveBudget')}
          isSaving={change.isPending}
          onChange={setWanted}
          onSave={() =>
            change.mutate({
              path: 'budget',
              body: { total: wanted },
              said: t('runPanel.budgetSaved'),
            })
          }
        />
      )}
      {wanted !== null && wanted < spent && wanted !== total && (
        <p className={styles.warn}>{t('runPanel.belowSpent')}</p>
      )}
    </section>
  )
}

export function BudgetBar({ total, spent }: { total: number; spent: number }) {
  const { t } = useWords()
  const share = total > 0 ? Math.min(1, spent / total) : 1
  return (
    <div
      className={styles.bar}
      role="progressbar"
      aria-label={t('runPanel.budget')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      data-near={share >= nearEndShare || undefined}
      data-full={share >= 1 || undefined}
    >
      <i style={{ width: `${share * 100}%` }} />
    </div>
  )
}

/** How many come in per minute, from the next chunk on. */
export function PaceSection({ run }: { run: RunDetail }) {
  const { t } = useWords()
  const change = useRunChange(run.id)
  const { admitPerMinute } = run.settings
  const [wanted, setWanted] = useState(admitPerMinute)
  if (isOver(run) || run.closedAt !== null) return null
  return (
    <section className={styles.section} aria-label={t('runPanel.rate')}>
      <h3>{t('runPanel.rate')}</h3>
      <ChangeForm
        label={t('runPanel.perMinute')}
        range={{ min: 1, max: 10_000_000 }}
        none={t('runPanel.asFast')}
        unit={t('runPanel.perMinute')}
        value={wanted}
        saved={admitPerMinute}
        save={t('runPanel.saveRate')}
        isSaving={change.isPending}
        onChange={setWanted}
        onSave={() =>
          change.mutate({
            path: 'rate',
            body: { admitPerMinute: wanted },
            said: t('runPanel.rateSaved'),
          })
        }
      />
    </section>
  )
}

/** One number of a run that can be changed while it goes on; null: no limit. */
function ChangeForm(props: {
  label: string
  range: { readonly min: number; readonly max: number }
  /** What stands in the empty field. */
  none: string
  unit?: string
  value: number | null
  saved: number | null
  save: string
  isSaving: boolean
  onChange: (value: number | null) => void
  onSave: () => void
}) {
  const { value, saved } = props
  return (
    <form
      className={styles.change}
      onSubmit={(event) => {
        event.preventDefault()
        props.onSave()
      }}
    >
      <NumberInput
        label={props.label}
        value={value}
        {...props.range}
        canBeEmpty
        placeholder={props.none}
        onChange={props.onChange}
      />
      {props.unit !== undefined && <span>{value !== null && props.unit}</span>}
      <Button
        type="submit"
        size="compact-sm"
        variant="default"
        loading={props.isSaving}
        disabled={value === saved}
      >
        {props.save}
      </Button>
    </form>
  )
}
