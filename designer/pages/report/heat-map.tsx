import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import styles from './report.module.css'

type Band = Report['bands'][number]
interface Range {
  readonly lowest: number
  readonly highest: number
}
const rows = ['0', '1-2', '3-5', '6+', 'never'] as const
const thirds = [3, 2, 1] as const

/**
 * Who came back, by months dormant and points: the darker, the more of those contacted. The lowest rate is the palest and
 * the highest the darkest, for what tells is the difference.
 */
export function HeatMap({ report }: { report: Report }) {
  const { t } = useTranslation('report')
  const rates = report.bands.filter(({ contacted }) => contacted > 0).map(rateOf)
  const range = { lowest: Math.min(...rates), highest: Math.max(...rates) }
  const shown = rows.filter((row) => report.bands.some(({ dormancy }) => dormancy === row))
  if (shown.length === 0) return null
  return (
    <Panel title={t('heat.title')}>
      <table className={styles.heat}>
        <thead>
          <tr>
            <th>
              <span className="unseen">{t('heat.dormancy')}</span>
            </th>
            {thirds.map((third) => (
              <th key={third} scope="col">
                {t(`heat.third.${third}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row}>
              <th scope="row">{t(`heat.row.${row}`)}</th>
              {thirds.map((third) => (
                <Cell
                  key={third}
                  band={report.bands.find((b) => b.dormancy === row && b.pointsThird === third)}
                  range={range}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.hint}>{t('heat.note')}</p>
    </Panel>
  )
}

function Cell({ band, range }: { band: Band | undefined; range: Range }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  if (!band || band.contacted === 0) return <td>–</td>
  const strength = strengthOf(rateOf(band), range)
  return (
    <td
      data-strong={strength > 70}
      style={{
        background: `color-mix(in srgb, var(--heat) ${depthOf(strength)}%, var(--card))`,
      }}
      title={t('heat.cell', {
        wokeUp: format.number(band.wokeUp),
        contacted: format.number(band.contacted),
      })}
    >
      {format.percent(rateOf(band))}
    </td>
  )
}

/** From 20 to 100; all alike stand in the middle. */
function strengthOf(rate: number, { lowest, highest }: Range): number {
  if (highest === lowest) return highest > 0 ? 60 : 0
  return Math.round(20 + (80 * (rate - lowest)) / (highest - lowest))
}

/** Percent of colour in a cell: light enough for dark ink up to 70, then dark enough for white (4.5 : 1). */
function depthOf(strength: number): number {
  return strength > 70 ? 90 + (strength - 70) / 3 : strength * 0.75
}

function rateOf({ wokeUp, contacted }: Band): number {
  return wokeUp / contacted
}
