import { useTranslation } from 'react-i18next'
import type { Profit } from '../../api/profit.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Bars } from '../../components/charts/bars.tsx'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { LineChart } from '../../components/charts/line-chart.tsx'
import { Empty } from '../../components/page.tsx'

/** Profit so far over the profit of all, the most profitable customers first. */
export function Whale({ profit }: { profit: Profit }) {
  const { t } = useTranslation('profit')
  const format = useFormats()
  const { curve } = profit.result
  const points = curve?.points ?? []
  const hasLoss = curve !== null && curve.peak.customers < 1
  return (
    <ChartFrame
      title={t('whale.title')}
      note={
        curve &&
        (hasLoss
          ? t('whale.note', {
              share: format.percentWhole(curve.peak.customers),
              peak: format.percent(curve.peak.profit),
            })
          : t('whale.noLoss'))
      }
      csv={() => [
        [t('whale.customers'), t('whale.profit')],
        ...points.map((point) => [point.customers, point.profit]),
      ]}
    >
      {curve === null ? (
        <Empty title={t('whale.none')} />
      ) : (
        <LineChart
          label={t('whale.title')}
          say={format.percentWhole}
          lines={[
            {
              name: t('whale.all'),
              tone: 'quiet',
              points: [
                { x: 0, y: 1 },
                { x: 1, y: 1 },
              ],
            },
            {
              name: t('whale.title'),
              tone: 'main',
              points: points.map((point) => ({ x: point.customers, y: point.profit })),
            },
          ]}
          marks={hasLoss ? [{ at: curve.peak.customers, text: t('whale.peak') }] : []}
          xTicks={[0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: format.percentWhole(at) }))}
        />
      )}
    </ChartFrame>
  )
}

/** Profit of each tenth of the customers. */
export function Deciles({ profit }: { profit: Profit }) {
  const { t } = useTranslation('profit')
  const format = useFormats()
  const { deciles } = profit.result
  return (
    <ChartFrame
      title={t('deciles.title')}
      note={t('deciles.note')}
      csv={() => [
        [t('deciles.tenth'), t('customers'), t('profit')],
        ...deciles.map((slice, i) => [i + 1, slice.customers, slice.profit]),
      ]}
    >
      <Bars
        label={t('deciles.title')}
        say={format.moneyShort}
        bars={deciles.map((slice, i) => ({
          name: String(i + 1),
          value: slice.profit,
          text: t('deciles.bar', {
            tenth: i + 1,
            amount: format.money(slice.profit),
            n: format.number(slice.customers),
          }),
        }))}
      />
    </ChartFrame>
  )
}
