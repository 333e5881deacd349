import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Loaded } from './loaded.tsx'
import { Empty, Table } from './page.tsx'

/** What was asked for as a table, or the words for there being nothing; the last column holds acts, named unseen. */
export function LoadedTable<Row>(props: {
  query: UseQueryResult<readonly Row[]>
  label: string
  none: { readonly title: string; readonly text: string }
  heads: readonly string[]
  act: string
  children: (row: Row) => ReactNode
}) {
  const { query, label, none, heads, act, children } = props
  return (
    <Loaded query={query}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty {...none} />
        ) : (
          <Table label={label}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head}>{head}</th>
                ))}
                <th>
                  <span className="unseen">{act}</span>
                </th>
              </tr>
            </thead>
            <tbody>{rows.map(children)}</tbody>
          </Table>
        )
      }
    </Loaded>
  )
}
