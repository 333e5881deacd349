import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import { type FunnelStep, stepOf } from './funnel-step.ts'
import styles from './report.module.css'

/** From this share of the first bar on, the number stands inside its bar. */
const insideShare = 0.45

/** Contacted → woke up → thanked → won back, each with what it cost or what share it is, and the sales formula below. */
export function ReportFunnel({ report }: { report: Report }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  const first = Math.max(1, ...report.funnel.map(({ customers }) => customers))
  const { averageBasket, visitsPerBuyer, buyers, amount } = report.sales
  return (
    <Panel title={t('funnel.title')}>
      <ol className={styles.funnel}>
        {report.funnel.map((row) => {
          const share = row.customers / first
          return (
            <li key={row.step}>
              <b>{t(`step.${row.step}`)}</b>
              <div className={styles.track}>
                {row.customers > 0 && (
                  <i
                    className={styles.bar}
                    data-step={row.step}
                    style={{ width: `${share * 100}%` }}
                    aria-hidden
                  />
                )}
                <span
                  className={styles.count}
                  data-inside={share > insideShare}
                  style={
                    share > insideShare
                      ? { right: `calc(${(1 - share) * 100}% + 14px)` }
                      : { left: `calc(${share * 100}% + 12px)` }
                  }
                >
                  {t('people', { count: row.customers, n: format.number(row.customers) })}
                </span>
              </div>
              <FunnelNote row={row} wokeUp={stepOf(report, 'wokeUp')?.customers ?? 0} />
            </li>
          )
        })}
      </ol>
      <p className={styles.formula}>
        {averageBasket === null || visitsPerBuyer === null
          ? t('funnel.noSales')
          : t('funnel.formula', {
              sales: format.money(amount),
              basket: format.money(averageBasket),
              count: Math.round(visitsPerBuyer * 10) / 10,
              visits: format.decimal(visitsPerBuyer),
              people: format.number(buyers),
            })}
      </p>
    </Panel>
  )
}

function FunnelNote({ row, wokeUp }: { row: FunnelStep; wokeUp: number }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  if (row.cost !== null)
    return (
      <p className={styles.note}>
        <b>{format.money(row.cost)}</b>
        <span>
          {row.unitCost === null ? '' : t('funnel.each', { amount: format.money(row.unitCost) })}
        </span>
      </p>
    )
  return (
    <p className={styles.note}>
      <b>{row.ofContacted === null ? '–' : format.percent(row.ofContacted)}</b>
      <span>
        {row.step === 'wonBack' && wokeUp > 0
          ? t('funnel.ofWokeUp', { share: format.percent(row.customers / wokeUp) })
          : t('funnel.ofContacted')}
      </span>
    </p>
  )
}
