import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Chip, Panel, Table } from '../../components/page.tsx'
import styles from './report.module.css'
import { type Arm, type Verdict, verdictsOf } from './verdict.ts'

/** Every experiment's arms beside each other, with what can be said about them in words. */
export function ArmTables({ report }: { report: Report }) {
  const nodes = [...new Set(report.arms.map(({ node }) => node))]
  return nodes.map((node) => (
    <ArmTable key={node} arms={report.arms.filter((arm) => arm.node === node)} />
  ))
}

function ArmTable({ arms }: { arms: readonly Arm[] }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  const verdicts = verdictsOf(arms)
  return (
    <Panel title={t('arm.title')}>
      <Table label={t('arm.title')}>
        <thead>
          <tr>
            <th>{t('arm.name')}</th>
            <th data-number>{t('arm.people')}</th>
            <th data-number>{t('arm.buyers')}</th>
            <th data-number>{t('arm.rate')}</th>
            <th data-number>{t('arm.above')}</th>
            <th data-number>{t('arm.profit')}</th>
            <th>{t('arm.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {arms.map((arm, at) => (
            <tr key={arm.port}>
              <td>
                <b>{arm.label || arm.port}</b>
              </td>
              <td data-number data-label={t('arm.people')}>
                {format.number(arm.people)}
              </td>
              <td data-number data-label={t('arm.buyers')}>
                {format.number(arm.buyers)}
              </td>
              <td data-number data-label={t('arm.rate')}>
                {arm.rate
                  ? `${format.percent(arm.rate.value)} (${range(arm.rate, format.percent)})`
                  : '–'}
              </td>
              <td data-number data-label={t('arm.above')}>
                {arm.aboveHoldOut ? format.points(arm.aboveHoldOut.value) : '–'}
              </td>
              <td data-number data-label={t('arm.profit')}>
                {arm.people > 0 && !arm.holdOut
                  ? format.money((arm.amount - arm.cost) / arm.people)
                  : '–'}
              </td>
              <td data-label={t('arm.verdict')}>
                {verdicts[at] && <Words verdict={verdicts[at]} />}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  )
}

function Words({ verdict }: { verdict: Verdict }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  if (verdict.say === 'best') return <Chip tone="ok">{t('verdict.best')}</Chip>
  return (
    <span className={styles.quiet}>
      {verdict.say === 'open'
        ? t('verdict.open', { n: format.number(verdict.more) })
        : t(`verdict.${verdict.say}`)}
    </span>
  )
}

function range(rate: { low: number; high: number }, say: (share: number) => string): string {
  return `${say(rate.low)}–${say(rate.high)}`
}
