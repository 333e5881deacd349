import { Button, NativeSelect } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { GridBand } from '../../../schemas/api/grids.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { gridQuery } from '../../api/analysis.ts'
import { segmentsQuery } from '../../api/segments.ts'
import { useEndOfDay } from '../../app/use-end-of-day.ts'
import { Loaded } from '../../components/loaded.tsx'
import { Panel, Stack } from '../../components/page.tsx'
import styles from './analysis.module.css'
import { AsOfField } from './as-of-field.tsx'
import { type AxisChoice, axisOf, type ReadyGrid, readyGrids } from './axis-choice.ts'
import { AxisEditor } from './axis-editor.tsx'
import { CellDialog, type ChosenCell } from './cell-dialog.tsx'
import { GridMap } from './grid-map.tsx'

const names = Object.keys(readyGrids) as ReadyGrid[]
const everyone: Rule = { type: 'everyone' }

/** Customers by two ways to divide them, as a heat map whose cells become segments. */
export function GridSheet() {
  const { t } = useTranslation('analysis')
  const segments = useQuery(segmentsQuery).data ?? []
  const [axes, setAxes] = useState<readonly [AxisChoice, AxisChoice]>(readyGrids.dormancyPoints)
  const [segment, setSegment] = useState<string | null>(null)
  const [day, setDay] = useState('')
  const endOfDay = useEndOfDay()
  const [chosen, setChosen] = useState<ChosenCell | null>(null)
  const [rows, columns] = axes
  const rule: Rule = segment === null ? everyone : { type: 'segment', segment, member: true }
  const say = (band: string) => t(`ready.band.${band}`)
  const grid = useQuery(
    gridQuery({
      rule,
      rows: axisOf(rows, say),
      columns: axisOf(columns, say),
      ...(day === '' ? {} : { asOf: endOfDay(day) }),
    }),
  )
  const ready = names.find((name) => JSON.stringify(readyGrids[name]) === JSON.stringify(axes))
  const choose = (row: GridBand, column: GridBand, customers: number, name: string) =>
    setChosen({ rules: [rule, row.rule, column.rule], customers, name })
  return (
    <Stack>
      <Panel>
        <div className={styles.controls}>
          <NativeSelect
            label={t('readyGrid')}
            data={[
              ...(ready === undefined ? [{ value: '', label: t('own') }] : []),
              ...names.map((value) => ({ value, label: t(`grid.${value}`) })),
            ]}
            value={ready ?? ''}
            onChange={(event) => {
              const name = names.find((one) => one === event.currentTarget.value)
              if (name) setAxes(readyGrids[name])
            }}
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
        <div className={styles.controls}>
          <AxisEditor label={t('rows')} axis={rows} onChange={(next) => setAxes([next, columns])} />
          <Button
            variant="default"
            className={styles.swap}
            leftSection={<IconArrowsExchange size={16} stroke={1.8} />}
            onClick={() => setAxes([columns, rows])}
          >
            {t('swap')}
          </Button>
          <AxisEditor
            label={t('columns')}
            axis={columns}
            onChange={(next) => setAxes([rows, next])}
          />
        </div>
      </Panel>
      <Loaded query={grid}>
        {(data) => (
          <div className={styles.result} data-stale={grid.isPlaceholderData}>
            <GridMap grid={data} rows={rows} columns={columns} onChoose={choose} />
          </div>
        )}
      </Loaded>
      {chosen && <CellDialog cell={chosen} onClose={() => setChosen(null)} />}
    </Stack>
  )
}
