import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import type { Brief } from '../../../schemas/brief.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import { stepOf } from './funnel-step.ts'
import styles from './report.module.css'

interface Line {
  readonly name: string
  readonly planned: number | null
  readonly actual: number | null
  readonly say: (value: number) => string
  /** Spending less than planned is good; of all else, more is better. */
  readonly lessIsBetter?: boolean
}

/** What the brief promised beside what came of it, with the difference in words. */
export function PlannedActual({ report, brief }: { report: Report; brief: Brief | null }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  const share = (value: number | null | undefined) =>
    value === null || value === undefined ? null : value / 100
  const lines: readonly Line[] = [
    {
      name: t('plan.people'),
      planned: brief?.targetSize ?? null,
      actual: stepOf(report, 'contacted')?.customers ?? 0,
      say: format.number,
    },
    {
      name: t('plan.cost'),
      planned: brief?.budget ?? null,
      actual: report.costs.total,
      say: format.money,
      lessIsBetter: true,
    },
    {
      name: t('plan.response'),
      planned: share(brief?.goals.responseRate),
      actual: stepOf(report, 'wokeUp')?.ofContacted ?? null,
      say: format.percent,
    },
    {
      name: t('plan.wonBack'),
      planned: share(brief?.goals.wonBackRate),
      actual: stepOf(report, 'wonBack')?.ofContacted ?? null,
      say: format.percent,
    },
    {
      name: t('plan.sales'),
      planned: brief?.goals.sales ?? null,
      actual: report.sales.amount,
      say: format.money,
    },
  ]
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
          {lines.map((line) => (
            <tr key={line.name}>
              <th scope="row">{line.name}</th>
              <td>{line.planned === null ? '–' : line.say(line.planned)}</td>
              <td>
                <b>{line.actual === null ? '–' : line.say(line.actual)}</b>
              </td>
              <td>
                <Reached line={line} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {brief && lines.every(({ planned }) => planned === null) && (
        <p className={styles.hint}>{t('plan.none')}</p>
      )}
    </Panel>
  )
}

function Reached({ line }: { line: Line }) {
  const format = useFormats()
  if (line.planned === null || line.planned === 0 || line.actual === null) return '–'
  const share = line.actual / line.planned
  const good = line.lessIsBetter ? share <= 1 : share >= 1
  return <span data-good={good}>{format.percentWhole(share)}</span>
}
