import { Button, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { TaskRow } from '../../../schemas/api/desk.ts'
import { deskCountsQuery, type Purpose } from '../../api/desk.ts'
import { useSession } from '../../api/session.ts'
import { useFormats } from '../../app/use-formats.ts'
import { Bones } from '../../components/page.tsx'
import styles from './desk.module.css'

const purposes = ['thanks', 'sales', 'survey'] as const

/** Who is to be called, in the order of calling. */
export function Queue(props: {
  tasks: readonly TaskRow[]
  loading: boolean
  chosen: string | null
  purpose: Purpose | null
  onPurpose: (purpose: Purpose | null) => void
  onChoose: (task: string) => void
  onMore?: () => void
}) {
  const { t } = useTranslation(['desk', 'words'])
  const format = useFormats()
  const counts = useQuery(deskCountsQuery).data
  const waiting = counts ? counts.due + counts.later : null
  return (
    <aside className={styles.queue}>
      <header className={styles.queueHead}>
        <h1>
          {t('queue')} {waiting !== null && <span>{format.number(waiting)}</span>}
        </h1>
        <select
          className={styles.purpose}
          aria-label={t('purposeLabel')}
          value={props.purpose ?? ''}
          onChange={(event) =>
            props.onPurpose(purposes.find((name) => name === event.currentTarget.value) ?? null)
          }
        >
          <option value="">{t('purpose.all')}</option>
          {purposes.map((name) => (
            <option key={name} value={name}>
              {t(`purpose.${name}`)}
            </option>
          ))}
        </select>
      </header>
      {props.loading ? (
        <Bones lines={6} height={48} />
      ) : (
        <ol className={styles.tasks}>
          {props.tasks.map((task) => (
            <li key={task.id}>
              <QueueRow
                task={task}
                chosen={task.id === props.chosen}
                onChoose={() => props.onChoose(task.id)}
              />
            </li>
          ))}
        </ol>
      )}
      {props.onMore && (
        <Button variant="subtle" onClick={props.onMore}>
          {t('words:action.more')}
        </Button>
      )}
    </aside>
  )
}

function QueueRow(props: { task: TaskRow; chosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation('desk')
  const format = useFormats()
  const { task } = props
  const { email } = useSession()
  const when = task.due ? t('now') : format.time(task.nextAt)
  return (
    <UnstyledButton className={styles.row} aria-current={props.chosen} onClick={props.onChoose}>
      <b>{task.customer.name ?? task.customer.externalId}</b>
      <span className={styles.turn}>{t('turn', { attempt: task.attempt, when })}</span>
      <span className={styles.why}>
        {task.lastPurchase
          ? t('bought', { amount: format.money(task.lastPurchase.amount) })
          : t(`purpose.${task.purpose}`)}
      </span>
      {task.takenBy !== null && task.takenBy !== email && (
        <span className={styles.turn}>{t('takenBy', { name: task.takenBy })}</span>
      )}
    </UnstyledButton>
  )
}
