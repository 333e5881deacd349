import { useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Purpose, tasksQuery } from '../api/desk.ts'
import { Problem } from '../components/loaded.tsx'
import { Bones } from '../components/page.tsx'
import { CallSheet } from './desk/call-sheet.tsx'
import styles from './desk/desk.module.css'
import { useHeldReport } from './desk/held-report.ts'
import { Queue } from './desk/queue.tsx'
import { QueueEmpty } from './desk/queue-empty.tsx'

const route = getRouteApi('/inside/frame/desk')
const wide = '(min-width: 761px)'

/** The call desk: the queue at the left, the call at the right; on a phone one after the other. */
export function DeskPage() {
  const { t } = useTranslation('desk')
  const { task: chosen } = route.useSearch()
  const navigate = route.useNavigate()
  const [purpose, setPurpose] = useState<Purpose | null>(null)
  const queue = useInfiniteQuery(tasksQuery(purpose))
  const held = useHeldReport((state) => state.held?.id)
  const tasks = useMemo(
    () =>
      (queue.data?.pages.flatMap((page) => page.items) ?? []).filter((task) => task.id !== held),
    [queue.data, held],
  )
  const choose = (task: string | null) =>
    void navigate({ search: task === null ? {} : { task }, replace: true })
  useTitle(t('title'))

  const first = tasks[0]?.id
  useEffect(() => {
    if (chosen === undefined && first !== undefined && window.matchMedia(wide).matches)
      void navigate({ search: { task: first }, replace: true })
  }, [chosen, first, navigate])

  const next = (done: string) => {
    const at = tasks.findIndex(({ id }) => id === done)
    return (
      tasks.slice(at + 1).find(isFree)?.id ??
      tasks.find((task) => task.id !== done && isFree(task))?.id ??
      null
    )
  }
  return (
    <div className={styles.desk} data-open={chosen !== undefined}>
      <Queue
        tasks={tasks}
        loading={queue.isPending}
        chosen={chosen ?? null}
        purpose={purpose}
        onPurpose={setPurpose}
        onChoose={choose}
        {...(queue.hasNextPage ? { onMore: () => void queue.fetchNextPage() } : {})}
      />
      <section className={styles.sheet} aria-label={t('call')}>
        {queue.error && <Problem error={queue.error} onRetry={() => void queue.refetch()} />}
        {chosen !== undefined ? (
          <CallSheet
            key={chosen}
            id={chosen}
            onDone={() => choose(next(chosen))}
            onBack={() => choose(null)}
            onStep={(by) => {
              const at = tasks.findIndex(({ id }) => id === chosen)
              const other = tasks[at + by]
              if (other) choose(other.id)
            }}
          />
        ) : queue.isPending ? (
          <Bones lines={5} height={42} />
        ) : (
          tasks.length === 0 && !queue.error && <QueueEmpty />
        )}
      </section>
    </div>
  )
}

function isFree(task: { due: boolean; takenBy: string | null }): boolean {
  return task.due && task.takenBy === null
}

function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · 다시 Dasi`
  }, [title])
}
