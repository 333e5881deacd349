import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { type HeatCell, HeatTable } from '../../components/charts/heat-table.tsx'
import { Panel } from '../../components/page.tsx'
import styles from './report.module.css'

type Band = Report['bands'][number]
const rows = ['0', '1-2', '3-5', '6+', 'never'] as const
const thirds = [3, 2, 1] as const

/** Who came back, by months dormant and points: the darker, the more of those contacted. */
export function HeatMap({ report }: { report: Report }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  const shareOf = shares(report.bands)
  const shown = rows.filter((row) => report.bands.some(({ dormancy }) => dormancy === row))
  if (shown.length === 0) return null

  const cellOf = (band: Band | undefined): HeatCell => {
    if (!band || band.contacted === 0) return { share: null, text: '–', title: '' }
    const [wokeUp, contacted] = [format.number(band.wokeUp), format.number(band.contacted)]
    return {
      share: shareOf(band),
      text: format.percent(rateOf(band)),
      title: t('heat.cell', { wokeUp, contacted }),
    }
  }
  return (
    <Panel title={t('heat.title')}>
      <HeatTable
        label={t('heat.title')}
        corner={t('heat.dormancy')}
        columns={thirds.map((third) => ({ name: t(`heat.third.${third}`) }))}
        rows={shown.map((row) => ({
          name: t(`heat.row.${row}`),
          cells: thirds.map((third) =>
            cellOf(report.bands.find((b) => b.dormancy === row && b.pointsThird === third)),
          ),
        }))}
      />
      <p className={styles.hint}>{t('heat.note')}</p>
    </Panel>
  )
}

/** The lowest rate is the palest and the highest the darkest, for what tells is the difference; all alike are in the middle. */
function shares(bands: readonly Band[]): (band: Band) => number {
  const rates = bands.filter(({ contacted }) => contacted > 0).map(rateOf)
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)]
  if (highest === lowest) return () => (highest > 0 ? 0.6 : 0)
  return (band) => 0.2 + (0.8 * (rateOf(band) - lowest)) / (highest - lowest)
}

function rateOf({ wokeUp, contacted }: Band): number {
  return wokeUp / contacted
}
