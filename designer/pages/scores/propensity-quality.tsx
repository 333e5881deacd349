import { useTranslation } from 'react-i18next'
import { useFormats } from '../../app/use-formats.ts'
import { ChartFrame } from '../../components/charts/chart-frame.tsx'
import { LineChart } from '../../components/charts/line-chart.tsx'
import { Panel, Stack, Table, Tile, Tiles } from '../../components/page.tsx'
import type { ModelOf } from './read-model.ts'

/** On customers the fit has not seen: what was foretold against what happened, tenth by tenth. */
export function PropensityQuality({ model }: { model: ModelOf<'propensity'> }) {
  const { t } = useTranslation('scores')
  const format = useFormats()
  const { areaUnderCurve, brier, brierOfShare, tenths } = model.quality.heldOut
  const { features, coefficients, standardErrors, observations, responses } = model.parameters
  const most = Math.max(0.01, ...tenths.flatMap((one) => [one.foretold, one.happened.high]))
  const end = Math.ceil(most * 20) / 20
  const line = (of: (tenth: (typeof tenths)[number]) => number) =>
    tenths.map((one) => ({
      x: one.foretold,
      y: of(one),
      text: t('propensity.point', {
        foretold: format.percent(one.foretold),
        happened: format.percent(one.happened.value),
        low: format.percent(one.happened.low),
        high: format.percent(one.happened.high),
        n: format.number(one.customers),
      }),
    }))
  return (
    <Stack>
      <ChartFrame
        title={t('propensity.title')}
        note={t('propensity.note')}
        csv={() => [
          [t('propensity.foretold'), t('propensity.happened'), t('from'), t('to'), t('customers')],
          ...tenths.map((one) => [
            one.foretold,
            one.happened.value,
            one.happened.low,
            one.happened.high,
            one.customers,
          ]),
        ]}
      >
        <LineChart
          label={t('propensity.title')}
          say={format.percentWhole}
          lines={[
            {
              name: t('propensity.ideal'),
              tone: 'quiet',
              points: [
                { x: 0, y: 0 },
                { x: end, y: end },
              ],
            },
            { name: t('propensity.low'), tone: 'second', points: line((one) => one.happened.low) },
            {
              name: t('propensity.high'),
              tone: 'second',
              points: line((one) => one.happened.high),
            },
            {
              name: t('propensity.happened'),
              tone: 'main',
              dots: true,
              points: line((one) => one.happened.value),
            },
          ]}
          xTicks={[0, end / 2, end].map((at) => ({ at, text: format.percentWhole(at) }))}
        />
      </ChartFrame>
      <Tiles>
        <Tile
          name={t('propensity.auc')}
          value={areaUnderCurve === null ? '–' : areaUnderCurve.toFixed(3)}
          note={t('propensity.aucNote')}
        />
        <Tile
          name={t('propensity.brier')}
          value={brier.toFixed(4)}
          note={t('propensity.brierNote', { value: brierOfShare.toFixed(4) })}
        />
      </Tiles>
      <Panel title={t('propensity.weights')}>
        <Table label={t('propensity.weights')}>
          <thead>
            <tr>
              <th>{t('propensity.feature')}</th>
              <th data-number>{t('estimate')}</th>
              <th data-number>{t('standardError')}</th>
            </tr>
          </thead>
          <tbody>
            {features.map((feature, i) => (
              <tr key={feature}>
                <td>{t(`feature.${feature}`)}</td>
                <td data-number>{(coefficients[i] ?? 0).toFixed(3)}</td>
                <td data-number>± {(standardErrors[i] ?? 0).toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </Table>
        <p>
          {t('propensity.learned', {
            n: format.number(observations),
            responses: format.number(responses),
          })}
        </p>
      </Panel>
    </Stack>
  )
}
