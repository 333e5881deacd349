import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Retention } from '../../../schemas/api/grids.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { retentionQuery } from '../../api/analysis.ts'
import { segmentsQuery } from '../../api/segments.ts'
import { useEndOfDay } from '../../app/use-end-of-day.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { type HeatCell, HeatTable } from '../../components/charts/heat-table.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Empty, Panel, Stack } from '../../components/page.tsx'
import styles from './analysis.module.css'
import { AsOfField } from './as-of-field.tsx'

const spans = [6, 12, 18, 24, 36] as const
const everyone: Rule = { type: 'everyone' }

/** Who first bought in a month, and how many of them bought again in each later month. */
export function RetentionSheet() {
  const { t } = useTranslation('analysis')
  const segments = useQuery(segmentsQuery).data ?? []
  const [months, setMonths] = useState<number>(12)
  const [segment, setSegment] = useState<string | null>(null)
  const rule: Rule = segment === null ? everyone : { type: 'segment', segment, member: true }
  const [day, setDay] = useState('')
  const endOfDay = useEndOfDay()
  const retention = useQuery(
    retentionQuery({ rule, months, ...(day === '' ? {} : { asOf: endOfDay(day) }) }),
  )
  return (
    <Stack>
      <Panel>
        <div className={styles.controls}>
          <NativeSelect
            label={t('retention.months')}
            data={spans.map((n) => ({
              value: String(n),
              label: t('retention.last', { count: n }),
            }))}
            value={String(months)}
            onChange={(event) => setMonths(Number(event.currentTarget.value))}
          />
          <NativeSelect
            label={t('whose')}
            data={[
              { value: '', label: t('everyone') },
              ...segments.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={segment ?? ''}
            onChange={(event) => setSegment(event.currentTarget.value || null)}
          />
          <AsOfField day={day} onChange={setDay} />
        </div>
      </Panel>
      <Loaded query={retention}>
        {(data) =>
          data.cohorts.length === 0 ? (
            <Empty title={t('retention.none')} text={t('retention.noneText')} />
          ) : (
            <RetentionMap retention={data} />
          )
        }
      </Loaded>
    </Stack>
  )
}

function RetentionMap({ retention }: { retention: Retention }) {
  const { t } = useTranslation('analysis')
  const format = useFormats()
  const { cohorts } = retention
  const length = Math.max(...cohorts.map(({ active }) => active.length))
  const shares = cohorts.flatMap(({ active, customers }) =>
    active.slice(1).map((n) => n / customers),
  )
  const highest = Math.max(0.01, ...shares)
  const cell = (cohort: (typeof cohorts)[number], later: number): HeatCell | null => {
    const active = cohort.active[later]
    if (active === undefined || later === 0) return null
    const share = active / cohort.customers
    return {
      share: share / highest,
      text: format.percentWhole(share),
      title: t('retention.cell', {
        month: format.month(cohort.month),
        count: later,
        n: format.number(active),
        of: format.number(cohort.customers),
        amount: format.money(cohort.amount[later] ?? 0),
      }),
    }
  }
  const later = Array.from({ length: length - 1 }, (_, i) => i + 1)
  return (
    <ChartFrame
      title={t('retention.title')}
      note={t('retention.note')}
      csv={() => [
        [t('retention.month'), t('retention.later'), t('measure.customers'), t('measure.amount')],
        ...cohorts.flatMap(({ month, active, amount }) =>
          active.map((n, i) => [month, i, n, amount[i] ?? 0]),
        ),
      ]}
    >
      <HeatTable
        label={t('retention.title')}
        corner={t('retention.month')}
        columns={later.map((n) => ({ name: t('retention.after', { count: n }) }))}
        rows={cohorts.map((cohort) => ({
          name: format.month(cohort.month),
          note: t('people', { count: cohort.customers, n: format.number(cohort.customers) }),
          cells: later.map((n) => cell(cohort, n)),
        }))}
      />
    </ChartFrame>
  )
}
