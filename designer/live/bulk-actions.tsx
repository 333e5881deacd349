import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { Standing } from '../../schemas/api/runs.ts'
import { ask } from '../api/client.ts'
import { useRoom, useWords } from '../canvas/room.ts'
import { download } from '../components/download.ts'
import styles from '../rehearse/rehearse.module.css'
import { ActDialog } from './act-dialog.tsx'
import type { Wanted } from './operations.ts'
import type { Show } from './queries.ts'

const exportedMax = 20_000

/** What can be done with everybody who stands at a step, with their number in the button. */
export function BulkActions({ counts, show }: { counts: NodeCounts; show: Show }) {
  const { t, formats } = useWords()
  const [wanted, setWanted] = useState<Wanted | null>(null)
  const isHeld = show === 'held'
  const people = isHeld ? counts.held : counts.now
  const exporting = useExport(counts.node, show)
  if (people === 0) return null
  const selection = { node: counts.node, ...(isHeld ? { held: true } : {}) }
  const actions = isHeld
    ? (['retry', 'move', 'withdraw'] as const)
    : (['skip', 'move', 'withdraw'] as const)
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

/** The customers at a step as a table file; at most twenty thousand. */
function useExport(node: number, show: Show) {
  const { live } = useRoom()
  const { t } = useWords()
  return useMutation({
    mutationFn: async () => {
      const rows: Standing[] = []
      for (let after: string | null = ''; after !== null && rows.length < exportedMax; ) {
        const page: { items: Standing[]; next: string | null } = await ask(
          `/runs/${live?.run?.id}/nodes/${node}/customers`,
          { query: { show, after, limit: 200 } },
        )
        rows.push(...page.items)
        after = page.next
      }
      const head = ['id', 'name', 'state', 'visit', 'arrivedAt', 'due', 'reason']
      const lines = rows.map(({ customer, state, visit, arrivedAt, due, reason }) => [
        ...[customer.externalId, customer.name, state, visit, arrivedAt, due, reason],
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
