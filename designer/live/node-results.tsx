import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { Node } from '../../schemas/scenario.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { portText } from '../kinds/sentences.ts'
import { RehearsedNode } from '../rehearse/rehearsed-node.tsx'
import { BulkActions } from './bulk-actions.tsx'
import { CustomerPath } from './customer-path.tsx'
import styles from './live.module.css'
import { useCounts } from './live-foot.tsx'
import { type Show, standingQuery } from './queries.ts'
import { StepResponses } from './step-responses.tsx'

/** Who is at a step: the numbers, the customers, and one customer's way. */
export function NodeResults({ node }: { node: Node }) {
  const { live } = useRoom()
  const { t, formats } = useWords()
  const counts = useCounts(node.id)
  const [show, setShow] = useState<Show>('now')
  const ports = portsOf(node)
  const all = ports.reduce((sum, { port }) => sum + (counts?.ports[port] ?? 0), 0)
  const isHeld = (counts?.held ?? 0) > 0
  return (
    <>
      <dl className={styles.tiles}>
        {(['now', 'passed', 'left'] as const).map((name) => (
          <div key={name}>
            <dd>{formats.number(counts?.[name] ?? 0)}</dd>
            <dt>{t(`live.${name}`)}</dt>
          </div>
        ))}
      </dl>
      {(node.kind === 'channel' || node.kind === 'call') && (
        <p className={styles.line}>
          {t('live.sent', {
            sent: formats.number(counts?.sent ?? 0),
            unsent: formats.number(counts?.unsent ?? 0),
          })}
          {notMade.map((name) => {
            const n = counts?.[name] ?? 0
            return (
              n > 0 && (
                <small key={name}>{t(`live.notMade.${name}`, { n: formats.number(n) })}</small>
              )
            )
          })}
        </p>
      )}
      {live?.run && (node.kind === 'channel' || node.kind === 'call') && counts && (
        <StepResponses node={counts.node} />
      )}
      {ports.length > 1 && all > 0 && (
        <dl className={styles.bars}>
          {ports.map(({ port }) => {
            const count = counts?.ports[port] ?? 0
            return (
              <div key={port}>
                <dt>{portText(t, node, port)}</dt>
                <dd>
                  <i style={{ width: `${(count / all) * 100}%` }} />
                  <span>
                    {formats.number(count)} · {formats.percent(count / all)}
                  </span>
                </dd>
              </div>
            )
          })}
        </dl>
      )}
      {isHeld && (
        <fieldset className={styles.switch} aria-label={t('live.show')}>
          {(['now', 'held'] as const).map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={show === one}
              onClick={() => setShow(one)}
            >
              {t(`live.show_${one}`)}
            </button>
          ))}
        </fieldset>
      )}
      {live?.run ? (
        <>
          {counts && <BulkActions counts={counts} show={isHeld ? show : 'now'} />}
          <Standing node={node} show={isHeld ? show : 'now'} changed={counts?.entered ?? 0} />
          <ChosenPath />
        </>
      ) : (
        <RehearsedNode nodeId={node.id} />
      )}
    </>
  )
}

const notMade = ['refused', 'failed', 'expired', 'cancelled', 'unknown'] as const
const rowPx = 40

function Standing({ node, show, changed }: { node: Node; show: Show; changed: number }) {
  const { live } = useRoom()
  const { t, formats } = useWords()
  const explain = useProblem()
  const navigate = useNavigate()
  const chosen = useSearch({ strict: false }).customer
  const scroller = useRef<HTMLDivElement>(null)
  if (!live?.run) throw new Error('Customers at a step are shown outside live mode.')
  const number = live.numbers.get(node.id) ?? 0
  const query = useInfiniteQuery(standingQuery(live.run.id, number, show))
  const { refetch } = query
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= rows.length - 10) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, rows.length])
  // Counts arrive by themselves; the list is asked for again when they say that somebody has come.
  useEffect(() => {
    if (changed === 0) return
    const timer = setTimeout(() => void refetch(), 1500)
    return () => clearTimeout(timer)
  }, [changed, refetch])

  if (query.isError) return <p className={styles.none}>{explain(query.error)}</p>
  if (query.isSuccess && rows.length === 0) return <p className={styles.none}>{t('live.nobody')}</p>
  return (
    <div className={styles.people}>
      <div className={styles.peopleHead} aria-hidden>
        <span>{t('live.customer')}</span>
        <span>{t('live.arrived')}</span>
        <span>{t(show === 'held' ? 'live.reason' : 'live.due')}</span>
      </div>
      <div ref={scroller} className={styles.scroller}>
        <ul style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            if (!row) return null
            const name = row.customer.name ?? row.customer.externalId
            return (
              <li
                key={row.customer.id}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <button
                  type="button"
                  aria-pressed={chosen === row.customer.id}
                  onClick={() =>
                    void navigate({
                      to: '.',
                      search: (search) => ({ ...search, customer: row.customer.id }),
                      replace: true,
                    })
                  }
                >
                  <b>{name}</b>
                  <span>{formats.moment(row.arrivedAt)}</span>
                  <span>
                    {show === 'held' || row.state === 'held'
                      ? row.reason && t(`why.${row.reason}`, row.reason)
                      : row.due
                        ? formats.moment(row.due)
                        : t(row.state === 'ready' ? 'live.ready' : 'live.onResponse')}
                  </span>
                </button>
              </li>
            )
          })}
        </ul>
      </div>
    </div>
  )
}

function ChosenPath() {
  const { live } = useRoom()
  const customer = useSearch({ strict: false }).customer
  return live?.run && customer ? <CustomerPath run={live.run.id} customer={customer} /> : null
}
