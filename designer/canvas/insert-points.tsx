import { IconPlus } from '@tabler/icons-react'
import { memo } from 'react'
import { useStore } from 'zustand'
import type { Layout } from '../../engine/layout/shapes.ts'
import type { Node } from '../../schemas/scenario.ts'
import { titleOf } from '../kinds/registry.ts'
import styles from './lines.module.css'
import { placeKey, samePlace } from './moving.ts'
import { nodesById, useRoom, useScenario, useWords } from './room.ts'
import type { Place } from './ui-store.ts'

/** A "+" on every line, visible at rest. */
export const InsertPoints = memo(function InsertPoints({ places }: { places: Layout }) {
  const nodes = nodesById(useScenario())
  return (
    <>
      {places.inserts.map(({ nodeId, port, x, y }) => {
        const node = nodes.get(nodeId)
        return node && <InsertPoint key={`${nodeId} ${port}`} node={node} port={port} x={x} y={y} />
      })}
      {places.joins.map(({ nodeId, x, y }) => {
        const node = nodes.get(nodeId)
        return node && <InsertPoint key={`before ${nodeId}`} node={node} port={null} x={x} y={y} />
      })}
    </>
  )
})

/** Of single values, so that a pan that brings a row of them into view draws only those. `port` null: before the step. */
const InsertPoint = memo(function InsertPoint(props: {
  node: Node
  port: string | null
  x: number
  y: number
}) {
  const { node, port, x, y } = props
  const { ui, commands } = useRoom()
  const words = useWords()
  const place: Place = port === null ? { before: node.id } : { nodeId: node.id, port }
  const title = titleOf(node, words)
  const label = words.t(port === null ? 'insert.before' : 'insert.after', { title })
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
      style={{ left: x, top: y }}
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
})

/** Where the menu opens: at the pointer, or below the button when it was pressed by key. */
export function pointOf(event: React.MouseEvent<HTMLElement>) {
  if (event.detail > 0) return { x: event.clientX, y: event.clientY }
  const box = event.currentTarget.getBoundingClientRect()
  return { x: box.left + box.width / 2, y: box.bottom }
}
