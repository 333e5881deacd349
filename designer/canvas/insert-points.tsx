import { IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { useStore } from 'zustand'
import type { Layout, Point } from '../../engine/layout/shapes.ts'
import { titleOf } from '../kinds/registry.ts'
import styles from './lines.module.css'
import { placeKey, samePlace } from './moving.ts'
import { useRoom, useScenario, useWords } from './room.ts'
import type { Place } from './ui-store.ts'

/** A "+" on every line, visible at rest. */
export const InsertPoints = memo(function InsertPoints({ places }: { places: Layout }) {
  const scenario = useScenario()
  const words = useWords()
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]))
  const titleAt = (nodeId: string) => {
    const node = nodes.get(nodeId)
    return node ? titleOf(node, words) : ''
  }
  const { t } = words
  return (
    <>
      {places.inserts.map(({ nodeId, port, x, y }) => (
        <InsertPoint
          key={`${nodeId} ${port}`}
          place={{ nodeId, port }}
          at={{ x, y }}
          label={t('insert.after', { title: titleAt(nodeId) })}
        />
      ))}
      {places.joins.map(({ nodeId, x, y }) => (
        <InsertPoint
          key={`before ${nodeId}`}
          place={{ before: nodeId }}
          at={{ x, y }}
          label={t('insert.before', { title: titleAt(nodeId) })}
        />
      ))}
    </>
  )
})

function InsertPoint(props: { place: Place; at: Point; label: string }) {
  const { place, at, label } = props
  const { ui, commands } = useRoom()
  const isOpen = useStore(ui, ({ menu }) => menu?.menu === 'insert' && samePlace(menu.place, place))
  const isTarget = useStore(ui, ({ moving }) => {
    const target = moving?.targets[moving.at]
    return target ? samePlace(target, place) : false
  })
  const isLegal = useStore(ui, ({ moving }) => moving?.legal.has(placeKey(place)) ?? false)
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`${styles.plus} nopan`}
      style={{ left: at.x, top: at.y }}
      aria-label={label}
      title={label}
      aria-haspopup="dialog"
      data-open={isOpen || undefined}
      data-target={isTarget || undefined}
      data-legal={isLegal || undefined}
      onClick={(event) => {
        if (ui.getState().moving) commands.finishMove(place)
        else commands.openInsert(place, pointOf(event))
      }}
    >
      <i aria-hidden>
        <IconPlus size={12} stroke={2} />
      </i>
    </button>
  )
}

/** Where the menu opens: at the pointer, or below the button when it was pressed by key. */
export function pointOf(event: React.MouseEvent<HTMLElement>) {
  if (event.detail > 0) return { x: event.clientX, y: event.clientY }
  const box = event.currentTarget.getBoundingClientRect()
  return { x: box.left + box.width / 2, y: box.bottom }
}
