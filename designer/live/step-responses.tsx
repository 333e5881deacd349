import { useQuery } from '@tanstack/react-query'
import { useRoom, useWords } from '../canvas/room.ts'
import styles from './live.module.css'
import { stepContactsQuery } from './queries.ts'

/** What came back from the contacts of a step, and how much of it came too late for its branch. */
export function StepResponses({ node }: { node: number }) {
  const { live } = useRoom()
  const { t, formats } = useWords()
  if (!live?.run) throw new Error('Responses are shown outside live mode.')
  const { data } = useQuery(stepContactsQuery(live.run.id, node))
  const kinds = Object.entries(data?.responses ?? {})
  if (!data || kinds.length === 0) return null
  return (
    <dl className={styles.bars} aria-label={t('live.responses')}>
      {kinds.map(([kind, customers]) => (
        <div key={kind}>
          <dt>{t(`response.${kind}`)}</dt>
          <dd>
            <i style={{ width: `${Math.min(100, (customers / data.accepted) * 100)}%` }} />
            <span>
              {formats.number(customers)}
              {(data.late[kind] ?? 0) > 0 &&
                ` · ${t('live.late', { n: formats.number(data.late[kind] ?? 0) })}`}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
