import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Rule } from '../../../schemas/rule.ts'
import { gridQuery } from '../../api/analysis.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Bars } from '../../components/charts/bars.tsx'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { Loaded } from '../../components/loaded.tsx'
import { Empty } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import { type AxisChoice, axisOf, fieldChoice } from '../analysis/axis-choice.ts'
import { AxisEditor } from '../analysis/axis-editor.tsx'
import { useBandName } from '../analysis/use-band-name.ts'
import styles from './segments.module.css'

/** The customers of a rule divided by any field. */
export function Breakdown({ rule }: { rule: Rule }) {
  const { t } = useTranslation(['segments', 'analysis'])
  const format = useFormats()
  const nameOf = useSubjectName()
  const bandName = useBandName()
  const [axis, setAxis] = useState<AxisChoice>(fieldChoice('region', 'text'))
  const say = (band: string) => t(`analysis:ready.band.${band}`)
  const grid = useQuery(gridQuery({ rule, rows: axisOf(axis, say) }))
  const title = axis.by === 'field' ? nameOf(axis.field) : t(`analysis:ready.${axis.by}`)
  return (
    <Loaded query={grid}>
      {(data) => {
        const bars = data.rows.map((band, i) => {
          const cell = data.cells.find(({ row }) => row === i)
          const customers = cell?.customers ?? 0
          const name =
            axis.by !== 'field' && band.kind === 'other'
              ? t(`analysis:ready.rest.${axis.by}`)
              : bandName(band, axis.by === 'field' ? axis.field : null)
          const amount = cell?.amount ?? 0
          return { name, value: customers, amount, text: textOf(name, customers, amount) }
        })
        return (
          <ChartFrame
            title={t('breakdown', { by: title })}
            csv={() => [
              [title, t('column.size'), t('analysis:measure.amount')],
              ...bars.map((bar) => [bar.name, bar.value, bar.amount]),
            ]}
          >
            <div className={styles.axis}>
              <AxisEditor label={t('divideBy')} axis={axis} onChange={setAxis} />
            </div>
            {data.customers === 0 ? (
              <Empty title={t('analysis:nobody')} />
            ) : (
              <Bars label={t('breakdown', { by: title })} bars={bars} say={format.number} />
            )}
          </ChartFrame>
        )
      }}
    </Loaded>
  )

  function textOf(name: string, customers: number, amount: number): string {
    return t('analysis:cell', { name, n: format.number(customers), amount: format.money(amount) })
  }
}
