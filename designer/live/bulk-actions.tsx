import { Button } from '@mantine/core'
import { useInfiniteQuery, useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { AtNode, AtNodePage } from '../../schemas/api/runs.ts'
import { ask } from '../api/client.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { download } from '../components/download.ts'
import styles from '../rehearse/rehearse.module.css'
import { ActDialog } from './act-dialog.tsx'
import type { Wanted } from './operations.ts'
import { type PeopleFilter, peopleQuery } from './queries.ts'

const exportedMax = 20_000

/** What can be done with everybody the filter shows of a step, with their number in the button. */
export function BulkActions({ counts, filter }: { counts: NodeCounts; filter: PeopleFilter }) {
  const { show, search } = filter
  const { t, formats } = useWords()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const isHeld = show === 'held'
  const people = useShownCount(counts, filter)
  const exporting = useExport(counts.node, filter)
  if (people === 0) return null
  const selection = {
    node: counts.node,
    ...(isHeld ? { held: true } : {}),
    ...(search === '' ? {} : { search }),
  }
  const actions = actionsOf[show]
  return (
    <div className={styles.buttons}>
      {actions.map((action) => (
        <Button
          key={action}
          size="compact-sm"
          variant="default"
          onClick={() => setWanted({ action, selection })}
        >
          {t(`act.go.${action}`, { people: formats.number(people) })}
        </Button>
      ))}
      <Button
        size="compact-sm"
        variant="default"
        loading={exporting.isPending}
        onClick={() => exporting.mutate()}
      >
        {t('act.export', { people: formats.number(Math.min(people, exportedMax)) })}
      </Button>
      {wanted && <ActDialog wanted={wanted} close={() => setWanted(null)} />}
    </div>
  )
}

const actionsOf = {
  now: ['skip', 'move', 'withdraw'],
  held: ['retry', 'move', 'withdraw'],
  passed: [],
  left: [],
} as const

/** How many the filter shows: counted by the server where somebody is looked for; 0 until it has. */
function useShownCount(counts: NodeCounts, filter: PeopleFilter): number {
  const { live } = useRoom()
  const { show, search, port } = filter
  const { data } = useInfiniteQuery({
    ...peopleQuery(live?.run?.id ?? '', counts.node, filter),
    enabled: search !== '',
  })
  if (search !== '') return data?.pages[0]?.found ?? 0
  return port === null ? counts[show] : (counts.ports[port] ?? 0)
}

/** The customers the filter shows as a table file; at most twenty thousand. */
function useExport(node: number, { show, search, port }: PeopleFilter) {
  const { live } = useRoom()
  const { t } = useWords()
  return useMutation({
    mutationFn: async () => {
      const rows: AtNode[] = []
      for (let after: string | null = ''; after !== null && rows.length < exportedMax; ) {
        const page: AtNodePage = await ask(`/runs/${live?.run?.id}/nodes/${node}/customers`, {
          query: { show, search, port, after, limit: 200 },
        })
        rows.push(...page.items)
        after = page.next
      }
      const head = ['id', 'name', 'state', 'visit', 'arrivedAt', 'due', 'leftAt', 'port', 'reason']
      const lines = rows.map(({ customer, ...row }) => [
        ...[customer.externalId, customer.name, row.state, row.visit],
        ...[row.arrivedAt, row.due, row.leftAt, row.port, row.reason],
      ])
      const text = [head, ...lines].map((cells) => cells.map(cell).join(',')).join('\r\n')
      download(`${t('act.file')} ${node}.csv`, `\uFEFF${text}\r\n`, 'text/csv')
    },
  })
}

/** A cell that no table program takes for a formula. */
function cell(value: string | number | null): string {
  const text = String(value ?? '')
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
