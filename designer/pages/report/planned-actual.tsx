import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import styles from './report.module.css'

type Line = Report['planned'][number]

/** What the brief promised beside what came of it. */
export function PlannedActual({ report, campaign }: { report: Report; campaign: string }) {
  const { t } = useTranslation('report')
  const say = useSay()
  if (report.planned.every(({ planned }) => planned === null)) {
    return (
      <Panel title={t('plan.title')}>
        <p className={styles.hint}>
          {t('plan.none')}{' '}
          <Link to="/campaigns/$campaign" params={{ campaign }} search={{ tab: 'brief' }}>
            {t('plan.brief')}
          </Link>
        </p>
      </Panel>
    )
  }
  return (
    <Panel title={t('plan.title')}>
      <table className={styles.plan}>
        <thead>
          <tr>
            <th>
              <span className="unseen">{t('plan.what')}</span>
            </th>
            <th>{t('plan.planned')}</th>
            <th>{t('plan.actual')}</th>
            <th>{t('plan.reached')}</th>
          </tr>
        </thead>
        <tbody>
          {report.planned.map((line) => (
            <tr key={line.figure}>
              <th scope="row">{t(`plan.${line.figure}`)}</th>
              <td>{say(line.figure, line.planned)}</td>
              <td>
                <b>{say(line.figure, line.actual)}</b>
              </td>
              <td>
                <Reached line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

function Reached({ line }: { line: Line }) {
  const format = useFormats()
  const { planned, actual, figure } = line
  if (planned === null || planned === 0 || actual === null) return '–'
  const share = actual / planned
  // Spending less than planned is good; of all else, more is better.
  const isGood = figure === 'cost' ? share <= 1 : share >= 1
  return <span data-good={isGood}>{format.percentWhole(share)}</span>
}

function useSay(): (figure: Line['figure'], value: number | null) => string {
  const format = useFormats()
  return (figure, value) => {
    if (value === null) return '–'
    if (figure === 'customers') return format.number(value)
    return figure === 'cost' || figure === 'sales'
      ? format.money(value)
      : format.percent(value / 100)
  }
}
