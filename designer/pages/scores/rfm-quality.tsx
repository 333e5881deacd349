import { useTranslation } from 'react-i18next'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { type HeatCell, HeatTable } from '../../components/charts/heat-table.tsx'
import { Panel, Stack, Table } from '../../components/page.tsx'
import type { ModelOf } from './read-model.ts'

/** Where marks begin, and how many customers have which pair of recency and frequency. */
export function RfmQuality({ model }: { model: ModelOf<'rfm'> }) {
  const { t } = useTranslation('scores')
  const format = useFormats()
  const { recency, frequency, value } = model.parameters
  const cells = Object.entries(model.quality.cells).map(([name, customers]) => {
    const [r = 0, f = 0] = name.split('-').map(Number)
    return { r, f, customers }
  })
  const marks = Math.max(recency.length, frequency.length) + 1
  const down = Array.from({ length: marks }, (_, i) => marks - i)
  const across = down.toReversed()
  const at = (r: number, f: number) =>
    cells
      .filter((cell) => cell.r === r && cell.f === f)
      .reduce((sum, cell) => sum + cell.customers, 0)
  const highest = Math.max(1, ...down.flatMap((r) => across.map((f) => at(r, f))))
  const cell = (r: number, f: number): HeatCell | null => {
    const n = at(r, f)
    if (n === 0) return null
    return {
      share: n / highest,
      text: format.number(n),
      title: t('rfm.cell', { r, f, n: format.number(n) }),
    }
  }
  return (
    <Stack>
      <ChartFrame
        title={t('rfm.title')}
        csv={() => [
          [t('rfm.recency'), t('rfm.frequency'), t('customers')],
          ...down.flatMap((r) => across.map((f) => [r, f, at(r, f)])),
        ]}
      >
        <HeatTable
          label={t('rfm.title')}
          corner={t('rfm.corner')}
          columns={across.map((f) => ({ name: String(f) }))}
          rows={down.map((r) => ({ name: String(r), cells: across.map((f) => cell(r, f)) }))}
        />
      </ChartFrame>
      <Panel title={t('rfm.cuts')}>
        <Table label={t('rfm.cuts')}>
          <tbody>
            {(
              [
                ['recency', recency.map((days) => format.number(-days))],
                ['frequency', frequency.map(format.number)],
                ['value', value.map(format.money)],
              ] as const
            ).map(([name, cuts]) => (
              <tr key={name}>
                <td>{t(`rfm.${name}`)}</td>
                <td data-number>{cuts.join(' · ')}</td>
              </tr>
            ))}
          </tbody>
        </Table>
      </Panel>
    </Stack>
  )
}
