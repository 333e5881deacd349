import { ViewportPortal } from '@xyflow/react'
import type { Layout, Point } from '../../engine/layout/shapes.ts'
import type { Removed, RemovedStep } from '../document/removed-places.ts'
import { titleOf } from '../kinds/registry.ts'
import styles from './removed-steps.module.css'
import { useUi, useWords } from './room.ts'
import { spotOf } from './spots.ts'

/** The steps that the version to be published has no more, where they stood, with those who stand there now. */
export function RemovedSteps({ places }: { places: Layout }) {
  const removed = useUi((state) => state.removed)
  const byPlace = new Map<string, Removed[]>()
  for (const step of removed ?? []) {
    const key = step.after ? spotOf(step.after.nodeId, step.after.port) : ''
    byPlace.set(key, [...(byPlace.get(key) ?? []), step])
  }
  return (
    <ViewportPortal>
      {[...byPlace].map(([key, steps]) => {
        const [first] = steps
        const at = first && whereStood(first, places)
        return (
          at && (
            <ul key={key} className={styles.gone} style={{ left: at.x, top: at.y }}>
              {steps.map((step) => (
                <Gone key={step.node.id} step={step} />
              ))}
            </ul>
          )
        )
      })}
    </ViewportPortal>
  )
}

function Gone({ step: { node, people } }: { step: Removed }) {
  const words = useWords()
  const { t, formats } = words
  return (
    <li data-removed={node.id}>
      <b>{t('compared.removed')}</b> <del>{titleOf(node, words)}</del>
      {people > 0 && <span>{t('compared.inside', { people: formats.number(people) })}</span>}
    </li>
  )
}

/** On its line, beside its empty branch, or where that is not drawn under the step before it. */
function whereStood({ after }: RemovedStep, places: Layout): Point | null {
  if (after === null) return { x: places.bounds.x, y: places.bounds.y }
  const isThere = (one: { nodeId: string; port: string }) =>
    one.nodeId === after.nodeId && one.port === after.port
  const insert = places.inserts.find(isThere)
  if (insert) return { x: insert.x + 20, y: insert.y }
  const ghost = places.ghosts.find(isThere)
  if (ghost) return { x: ghost.x + ghost.width / 2, y: ghost.y }
  const card = places.nodes.get(after.nodeId)
  return card ? { x: card.x + card.width / 2, y: card.y + card.height } : null
}
