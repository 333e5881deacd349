import { useTranslation } from 'react-i18next'
import type { Report } from '../../../schemas/api/report.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Panel } from '../../components/page.tsx'
import { type Incremental, incrementalOf } from './control.ts'
import styles from './report.module.css'

/** What the campaign brought beyond the control group that was left alone; nothing where there is none. */
export function ControlGroups({ report }: { report: Report }) {
  return incrementalOf(report.arms).map((one) => <ControlGroup key={one.node} of={one} />)
}

function ControlGroup({ of }: { of: Incremental }) {
  const { t } = useTranslation('report')
  const format = useFormats()
  const isCertain = of.above.low > 0 || of.above.high < 0
  const figures = [
    [
      'rate',
      `${format.percent(of.rate.value)} : ${format.percent(of.controlRate.value)}`,
      t('control.people', {
        people: format.number(of.people),
        control: format.number(of.controlPeople),
      }),
    ],
    [
      'above',
      format.points(of.above.value),
      t('control.interval', {
        low: format.points(of.above.low),
        high: format.points(of.above.high),
      }),
    ],
    [
      'buyers',
      format.number(Math.round(of.buyers.value)),
      t('control.interval', {
        low: format.number(Math.round(of.buyers.low)),
        high: format.number(Math.round(of.buyers.high)),
      }),
    ],
    [
      'sales',
      format.money(Math.round(of.sales)),
      of.returnOnInvestment === null
        ? ''
        : t('control.return', { share: format.percentWhole(of.returnOnInvestment) }),
    ],
  ] as const
  return (
    <Panel title={t('control.title')}>
      <dl className={styles.figures}>
        {figures.map(([name, value, note]) => (
          <div key={name}>
            <dt>{t(`control.${name}`)}</dt>
            <dd>
              <b>{value}</b>
              <span>{note}</span>
            </dd>
          </div>
        ))}
      </dl>
      <p className={styles.hint}>{t(isCertain ? 'control.certain' : 'control.uncertain')}</p>
    </Panel>
  )
}
