import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerRow } from '../../../schemas/api/customers.ts'
import { useFormats } from '../../app/use-formats.ts'
import styles from './customers.module.css'

const rowPx = 52

/** As many rows as fit the screen are drawn, however many there are; the next page is asked for near the end. */
export function CustomerTable(props: {
  rows: readonly CustomerRow[]
  hasMore: boolean
  onMore: () => void
}) {
  const { t } = useTranslation('customers')
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, hasMore, onMore } = props
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 12,
  })
  const shown = virtual.getVirtualItems()
  const last = shown.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows.length - 20) onMore()
  }, [hasMore, last, rows.length, onMore])
  const above = shown[0]?.start ?? 0
  const below = virtual.getTotalSize() - (shown.at(-1)?.end ?? 0)
  return (
    <div className={styles.scroller} ref={scroller}>
      <table className={styles.table} aria-rowcount={hasMore ? -1 : rows.length + 1}>
        <caption className="unseen">{t('title')}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap height={above} />
          {shown.map(({ index }) => {
            const row = rows[index]
            return row ? (
              <tr key={row.id} aria-rowindex={index + 2}>
                <Cells row={row} />
              </tr>
            ) : null
          })}
          <Gap height={below} />
        </tbody>
      </table>
    </div>
  )
}

const columns = ['name', 'reach', 'region', 'points', 'count', 'total', 'last'] as const

/** The room of the rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return height > 0 ? (
    <tr aria-hidden className={styles.gap}>
      <td colSpan={columns.length} style={{ height }} />
    </tr>
  ) : null
}

function Cells({ row }: { row: CustomerRow }) {
  const format = useFormats()
  return (
    <>
      <td>
        <Link to="/customers/$customer" params={{ customer: row.id }}>
          {row.name ?? row.externalId}
        </Link>
        {row.name !== null && <small>{row.externalId}</small>}
      </td>
      <td>
        {row.email ?? '–'}
        <small>{row.phone}</small>
      </td>
      <td>{row.region ?? '–'}</td>
      <td>{format.number(row.points)}</td>
      <td>{format.number(row.purchaseCount)}</td>
      <td>{format.money(row.totalAmount)}</td>
      <td>{row.lastPurchaseAt ? format.day(row.lastPurchaseAt) : '–'}</td>
    </>
  )
}
