import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { AtNodeShow } from '../../schemas/api/runs.ts'
import type { Node } from '../../schemas/scenario.ts'
import { useWords } from '../canvas/room.ts'
import inspector from '../inspector/inspector.module.css'
import { portText } from '../kinds/sentences.ts'
import { BulkActions } from './bulk-actions.tsx'
import styles from './live.module.css'
import { PeopleList } from './people-list.tsx'

/** The numbers of a step; each shows its customers, who can be found, narrowed to one way, and acted on together. */
export function StepPeople({ node, counts }: { node: Node; counts: NodeCounts | undefined }) {
  const { t, formats } = useWords()
  const [show, setShow] = useState<AtNodeShow>('now')
  const [search, setSearch] = useState('')
  const [port, setPort] = useState<string | null>(null)
  const isHeld = (counts?.held ?? 0) > 0
  const shown = show === 'held' && !isHeld ? 'now' : show
  const names: readonly AtNodeShow[] = isHeld
    ? ['now', 'held', 'passed', 'left']
    : ['now', 'passed', 'left']
  const ports = portsOf(node)
  const byPort = shown === 'passed' ? port : null
  const [settled] = useDebouncedValue(search.trim(), 250)
  const filter = { show: shown, search: settled, port: byPort }
  return (
    <>
      <fieldset
        className={styles.tiles}
        data-many={isHeld || undefined}
        aria-label={t('live.show')}
      >
        {names.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={shown === name}
            data-held={name === 'held' || undefined}
            onClick={() => setShow(name)}
          >
            <b>{formats.number(counts?.[name] ?? 0)}</b>
            <span>{t(`live.${name}`)}</span>
          </button>
        ))}
      </fieldset>
      {ports.length > 1 && (
        <Ports
          node={node}
          counts={counts}
          chosen={byPort}
          choose={(one) => {
            setShow('passed')
            setPort(one === byPort ? null : one)
          }}
        />
      )}
      <div className={styles.find}>
        <input
          className={inspector.input}
          type="search"
          aria-label={t('people.search')}
          placeholder={t('people.search')}
          value={search}
          maxLength={120}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {byPort !== null && (
          <button type="button" className={inspector.small} onClick={() => setPort(null)}>
            {t('people.everyWay')}
          </button>
        )}
      </div>
      {counts && search.trim() === settled && <BulkActions counts={counts} filter={filter} />}
      <PeopleList
        node={node}
        filter={filter}
        changed={`${counts?.entered} ${counts?.passed} ${counts?.left} ${counts?.held}`}
      />
    </>
  )
}

/** How many took each way; one of them narrows the list to those who did. */
function Ports(props: {
  node: Node
  counts: NodeCounts | undefined
  chosen: string | null
  choose: (port: string) => void
}) {
  const { node, counts, chosen, choose } = props
  const { t, formats } = useWords()
  const ports = portsOf(node).map(({ port }) => ({ port, count: counts?.ports[port] ?? 0 }))
  const all = ports.reduce((sum, { count }) => sum + count, 0)
  if (all === 0) return null
  return (
    <ul className={styles.ways}>
      {ports.map(({ port, count }) => (
        <li key={port}>
          <button
            type="button"
            aria-pressed={chosen === port}
            title={t('people.onlyBy', { port: portText(t, node, port) })}
            onClick={() => choose(port)}
          >
            <b>{portText(t, node, port)}</b>
            <span className={styles.way}>
              <i style={{ width: `${(count / all) * 100}%` }} />
              <span>
                {formats.number(count)} · {formats.percent(count / all)}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}
