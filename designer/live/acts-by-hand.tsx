import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Operation } from '../../schemas/api/operations.ts'
import { ask } from '../api/client.ts'
import { useWords } from '../canvas/room.ts'
import { operationsQuery } from './operations.ts'
import styles from './panels.module.css'

const shownMax = 12

/** What operators did to the customers of a run, the newest first, and how far what still goes on is. */
export function ActsByHand({ run }: { run: string }) {
  const { t } = useWords()
  const { data } = useQuery(operationsQuery(run))
  return (
    <section className={styles.section} aria-label={t('runPanel.acts')}>
      <h3>{t('runPanel.acts')}</h3>
      {data?.length === 0 && <p className={styles.quiet}>{t('runPanel.noActs')}</p>}
      <ul className={styles.acts}>
        {(data ?? []).slice(0, shownMax).map((operation) => (
          <Act key={operation.id} run={run} operation={operation} />
        ))}
      </ul>
    </section>
  )
}

function Act({ run, operation }: { run: string; operation: Operation }) {
  const { t, formats } = useWords()
  const { action, version, applied, selected, state, by, at } = operation
  return (
    <li>
      <span>
        <b>{t(`runPanel.act.${action}`, { version })}</b>
        {t('runPanel.applied', {
          people: formats.number(applied),
          all: formats.number(selected),
        })}
      </span>
      {state === 'running' && <ActProgress run={run} operation={operation} />}
      <em>
        {formats.moment(at)} · {by} · {t(`runPanel.state.${state}`)}
      </em>
    </li>
  )
}

/** How far an act is that goes on cohort by cohort, and its end. */
export function ActProgress({ run, operation }: { run: string; operation: Operation }) {
  const { t } = useWords()
  const cache = useQueryClient()
  const stopping = useMutation({
    mutationFn: () => ask(`/runs/${run}/operations/${operation.id}/stop`, { method: 'POST' }),
    onSuccess: () => cache.invalidateQueries({ queryKey: ['runs', run] }),
  })
  const { done, total } = operation.cohorts
  const share = total === 0 ? 0 : done / total
  return (
    <span>
      <div
        className={styles.bar}
        style={{ flex: 1 }}
        role="progressbar"
        aria-label={t(`runPanel.act.${operation.action}`, { version: operation.version })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
      >
        <i style={{ width: `${share * 100}%` }} />
      </div>
      <Button
        size="compact-sm"
        variant="default"
        loading={stopping.isPending}
        onClick={() => stopping.mutate()}
      >
        {t('runPanel.stop')}
      </Button>
    </span>
  )
}
