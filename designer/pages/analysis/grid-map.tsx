import { NativeSelect } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GridAnswer, GridBand } from '../../../schemas/api/grids.ts'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { type HeatCell, HeatTable } from '../../components/charts/heat-table.tsx'
import { Empty } from '../../components/page.tsx'
import { useSubjectName } from '../../rules/use-subject-name.ts'
import type { AxisChoice } from './axis-choice.ts'
import { useBandName } from './use-band-name.ts'

const measures = ['customers', 'amount', 'perCustomer', 'basket'] as const
type Measure = (typeof measures)[number]
type Cell = GridAnswer['cells'][number]

/** The grid as a heat map; what the colour means can be chosen. */
export function GridMap(props: {
  grid: GridAnswer
  rows: AxisChoice
  columns: AxisChoice
  onChoose: (row: GridBand, column: GridBand, customers: number, name: string) => void
}) {
  const { t } = useTranslation('analysis')
  const format = useFormats()
  const [measure, setMeasure] = useState<Measure>('customers')
  const { rows, columns } = useNames(props)
  const { grid } = props
  const values = grid.cells.map((cell) => measured(cell, measure))
  const highest = Math.max(0, ...values)
  const say = (value: number) =>
    measure === 'customers' ? format.number(value) : format.moneyShort(value)
  if (grid.customers === 0) return <Empty title={t('nobody')} text={t('nobodyText')} />
  const cellAt = (row: number, column: number): HeatCell | null => {
    const cell = grid.cells.find((one) => one.row === row && one.column === column)
    const [rowBand, columnBand] = [grid.rows[row], grid.columns[column]]
    if (!cell || !rowBand || !columnBand) return null
    const name = `${rows.names[row] ?? ''} · ${columns.names[column] ?? ''}`
    const value = measured(cell, measure)
    return {
      share: highest > 0 ? Math.max(0, value) / highest : null,
      text: say(value),
      note:
        measure === 'customers'
          ? format.percent(cell.customers / grid.customers)
          : t('people', { count: cell.customers, n: format.number(cell.customers) }),
      title: t('cell', {
        name,
        n: format.number(cell.customers),
        amount: format.money(cell.amount),
      }),
      onChoose: () => props.onChoose(rowBand, columnBand, cell.customers, name),
    }
  }
  return (
    <ChartFrame
      title={`${rows.title} × ${columns.title}`}
      note={t('gridNote', {
        n: format.number(grid.customers),
        amount: format.money(grid.amount),
        at: format.moment(grid.asOf),
      })}
      csv={() => [
        [rows.title, columns.title, t('measure.customers'), t('purchases'), t('measure.amount')],
        ...grid.cells.map((cell) => [
          rows.names[cell.row] ?? '',
          columns.names[cell.column] ?? '',
          cell.customers,
          cell.purchases,
          cell.amount,
        ]),
      ]}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('measureLabel')}
          data={measures.map((value) => ({ value, label: t(`measure.${value}`) }))}
          value={measure}
          onChange={(event) =>
            setMeasure(measures.find((one) => one === event.currentTarget.value) ?? 'customers')
          }
        />
      }
    >
      <HeatTable
        label={`${rows.title} × ${columns.title}`}
        corner={rows.title}
        columns={columns.names.map((name, i) => ({ name, note: sumOf('column', i) }))}
        rows={rows.names.map((name, i) => ({
          name,
          note: sumOf('row', i),
          cells: columns.names.map((_, column) => cellAt(i, column)),
        }))}
      />
    </ChartFrame>
  )

  function sumOf(side: 'row' | 'column', at: number): string {
    const own = grid.cells.filter((cell) => cell[side] === at)
    return format.number(own.reduce((sum, cell) => sum + cell.customers, 0))
  }
}

function measured({ customers, amount, purchases }: Cell, measure: Measure): number {
  switch (measure) {
    case 'customers':
      return customers
    case 'amount':
      return amount
    case 'perCustomer':
      return amount / customers
    case 'basket':
      return purchases === 0 ? 0 : amount / purchases
  }
}

function useNames(props: { grid: GridAnswer; rows: AxisChoice; columns: AxisChoice }) {
  const { t } = useTranslation('analysis')
  const subjectName = useSubjectName()
  const bandName = useBandName()
  const side = (choice: AxisChoice, bands: readonly GridBand[]) => ({
    title: choice.by === 'field' ? subjectName(choice.field) : t(`ready.${choice.by}`),
    names: bands.map((band) => {
      if (choice.by === 'field') return bandName(band, choice.field)
      return band.kind === 'other' ? t(`ready.rest.${choice.by}`) : bandName(band, null)
    }),
  })
  return {
    rows: side(props.rows, props.grid.rows),
    columns: side(props.columns, props.grid.columns),
  }
}
