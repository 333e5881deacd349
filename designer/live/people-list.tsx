import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { AtNode } from '../../schemas/api/runs.ts'
import type { Node } from '../../schemas/scenario.ts'
import { useProblem } from '../app/use-problem.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { portText } from '../kinds/sentences.ts'
import styles from './live.module.css'
import { type PeopleFilter, peopleQuery } from './queries.ts'

const rowPx = 40
/** Counts change every second; a list is asked for again once they rest. */
const settleMs = 1500

/** The customers of a step, as many as there are: those on screen are drawn, the others are fetched on the way. */
export function PeopleList(props: { node: Node; filter: PeopleFilter; changed: string }) {
  const { node, filter, changed } = props
  const { live } = useRoom()
  const { t } = useWords()
  const explain = useProblem()
  const scroller = useRef<HTMLDivElement>(null)
  if (!live?.run) throw new Error('Customers at a step are shown outside live mode.')
  const number = live.numbers.get(node.id) ?? 0
  const query = useInfiniteQuery(peopleQuery(live.run.id, number, filter))
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
  const first = useRef(changed)
  useEffect(() => {
    if (changed === first.current) return
    first.current = changed
    const timer = setTimeout(() => void refetch(), settleMs)
    return () => clearTimeout(timer)
  }, [changed, refetch])

  if (query.isError) return <p className={styles.none}>{explain(query.error)}</p>
  if (query.isSuccess && rows.length === 0) {
    const text = filter.search ? t('people.notFound') : t(`people.nobody.${filter.show}`)
    return <p className={styles.none}>{text}</p>
  }
  return (
    <div className={styles.people}>
      <div className={styles.peopleHead} aria-hidden>
        <span>{t('live.customer')}</span>
        {headsOf(filter.show, node).map((key) => (
          <span key={key}>{t(key)}</span>
        ))}
      </div>
      <div ref={scroller} className={styles.scroller}>
        <ul aria-label={t('people.list')} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index]
            return row ? (
              <li
                key={`${row.customer.id} ${row.visit} ${row.leftAt}`}
                style={{ height: item.size, transform: `translateY(${item.start}px)` }}
              >
                <Person row={row} node={node} show={filter.show} />
              </li>
            ) : null
          })}
        </ul>
      </div>
    </div>
  )
}

function headsOf(show: PeopleFilter['show'], node: Node): readonly string[] {
  switch (show) {
    case 'now':
      return ['live.arrived', 'live.due']
    case 'held':
      return ['live.arrived', 'live.reason']
    case 'passed':
      return ['people.wentAt', hasOneWay(node) ? 'live.arrived' : 'people.way']
    case 'left':
      return ['people.leftAt', 'live.reason']
  }
}

function hasOneWay(node: Node): boolean {
  return portsOf(node).length === 1
}

function Person({ row, node, show }: { row: AtNode; node: Node; show: PeopleFilter['show'] }) {
  const { formats } = useWords()
  const navigate = useNavigate()
  const chosen = useSearch({ strict: false }).customer
  const { customer, arrivedAt, leftAt } = row
  const isPast = show === 'passed' || show === 'left'
  return (
    <button
      type="button"
      aria-pressed={chosen === customer.id}
      onClick={() =>
        void navigate({
          to: '.',
          search: (search) => ({ ...search, customer: customer.id }),
          replace: true,
        })
      }
    >
      <b>{customer.name ?? customer.externalId}</b>
      <span>{formats.moment(isPast ? (leftAt ?? arrivedAt) : arrivedAt)}</span>
      <span>{useLastCell(row, node, show)}</span>
    </button>
  )
}

function useLastCell(row: AtNode, node: Node, show: PeopleFilter['show']): string {
  const { t, formats } = useWords()
  const reason = row.reason?.replace(/^LEFT:/, '') ?? null
  switch (show) {
    case 'passed':
      if (row.port === null) return t('people.byHand')
      return hasOneWay(node) ? formats.moment(row.arrivedAt) : portText(t, node, row.port)
    case 'left':
      return reason === null || node.kind === 'goal' || node.kind === 'exit'
        ? t(`path.state.${row.state}`)
        : t(`reason.${reason}`, { defaultValue: t(`why.${reason}`, reason) })
    case 'held':
    case 'now':
      if (row.state === 'held') return reason === null ? '' : t(`why.${reason}`, reason)
      if (row.due !== null) return formats.moment(row.due)
      return t(row.state === 'ready' ? 'live.ready' : 'live.onResponse')
  }
}
