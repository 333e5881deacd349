import { useTranslation } from 'react-i18next'
import type { Task } from '../../../schemas/api/desk.ts'
import { useFormats } from '../../app/use-formats.ts'
import styles from './desk.module.css'

/** What an agent must know before dialling. */
export function CallFacts({ task }: { task: Task }) {
  const { t } = useTranslation(['desk', 'words'])
  const format = useFormats()
  const last = task.log.toSorted((a, b) => b.at.localeCompare(a.at))[0]
  const { lastPurchase } = task
  return (
    <dl className={styles.facts}>
      <Fact name={t('fact.bought')}>
        {lastPurchase
          ? `${format.dayShort(lastPurchase.at)} ${format.money(lastPurchase.amount)}`
          : t('fact.never')}
      </Fact>
      <Fact name={t('fact.total')}>{format.money(task.totalAmount)}</Fact>
      <Fact name={t('fact.points')}>
        {t('fact.pointsValue', { n: format.number(task.points) })}
      </Fact>
      <Fact name={t('fact.lastCall')}>
        {last
          ? `${format.dayShort(last.at)} ${format.time(last.at)} ${t(`words:response.${last.outcome}`)}`
          : t('fact.firstCall')}
        {last?.memo && <small>{last.memo}</small>}
      </Fact>
    </dl>
  )
}

function Fact(props: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  )
}
