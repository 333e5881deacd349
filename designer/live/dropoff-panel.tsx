import { useState } from 'react'
import { useStore } from 'zustand'
import type { NodeCounts } from '../../schemas/api/live.ts'
import type { Node } from '../../schemas/scenario.ts'
import { outlineOf } from '../canvas/outline.tsx'
import { PanelHead } from '../canvas/panel-head.tsx'
import { useRoom, useUi, useWords } from '../canvas/room.ts'
import { Switch } from '../components/switch.tsx'
import { titleOf } from '../kinds/registry.ts'
import styles from './panels.module.css'

interface Line {
  readonly node: Node
  readonly counts: NodeCounts
  readonly isEnd: boolean
}

/** How far customers come: of everybody who entered, who reached each step, and who left the scenario there. */
export function DropoffPanel() {
  const { t } = useWords()
  const [order, setOrder] = useState<'flow' | 'worst'>('flow')
  const { lines, entered } = useLines()
  const shown =
    order === 'flow'
      ? lines
      : lines
          .filter(({ isEnd, counts }) => !isEnd && counts.left > 0)
          .toSorted((a, b) => b.counts.left - a.counts.left)
  return (
    <>
      <PanelHead title={t('panel.dropoff')} />
      <div className={styles.body}>
        <p className={styles.quiet}>{t('dropoff.explain')}</p>
        <Switch
          label={t('dropoff.order')}
          value={order}
          options={(['flow', 'worst'] as const).map((one) => [one, t(`dropoff.${one}`)] as const)}
          onChange={setOrder}
        />
        {entered === 0 && <p className={styles.quiet}>{t('dropoff.nobody')}</p>}
        <ol className={styles.funnel}>
          {entered > 0 &&
            shown.map((line) => <FunnelLine key={line.node.id} line={line} entered={entered} />)}
        </ol>
      </div>
    </>
  )
}

function FunnelLine({ line, entered }: { line: Line; entered: number }) {
  const { commands } = useRoom()
  const words = useWords()
  const { t, formats } = words
  const focused = useUi((ui) => ui.focused)
  const { node, counts, isEnd } = line
  const left = counts.left / entered
  const went = Math.max(0, counts.entered - counts.left) / entered
  return (
    <li>
      <button
        type="button"
        aria-current={focused === node.id || undefined}
        onClick={() => commands.look(node.id)}
      >
        <b>{titleOf(node, words)}</b>
        <span>{t('dropoff.reached', { share: formats.percent(counts.entered / entered) })}</span>
        <span className={styles.track}>
          <i style={{ width: `${Math.min(1, went) * 100}%` }} />
          <i
            data-left={!isEnd || undefined}
            data-end={isEnd || undefined}
            style={{ width: `${Math.min(1, left) * 100}%` }}
          />
        </span>
        {counts.left > 0 && (
          <small data-left={!isEnd || undefined}>
            {t(isEnd ? 'dropoff.ends' : 'dropoff.leftHere', {
              people: formats.number(counts.left),
              share: formats.percent(left),
            })}
          </small>
        )}
        {counts.now > 0 && (
          <small>{t('dropoff.stay', { people: formats.number(counts.now) })}</small>
        )}
      </button>
    </li>
  )
}

/** The steps in the order of the flow, with what their counts say; ends are no loss. */
function useLines(): { lines: readonly Line[]; entered: number } {
  const { live: watched } = useRoom()
  if (!watched) throw new Error('Customers leave in live mode.')
  const { source, numbers } = watched
  const counts = useStore(watched.counts.store, (state) => state.counts)
  const byId = new Map(source.nodes.map((node) => [node.id, node]))
  const lines = outlineOf(source).flatMap(({ is, nodeId }) => {
    const node = byId.get(nodeId)
    const known = counts.get(numbers.get(nodeId) ?? -1)
    if (is !== 'step' || !node || !known) return []
    return [{ node, counts: known, isEnd: node.kind === 'goal' || node.kind === 'exit' }]
  })
  return { lines, entered: counts.get(numbers.get(source.start) ?? -1)?.entered ?? 0 }
}
