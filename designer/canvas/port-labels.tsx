import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useStore } from 'zustand'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { Layout } from '../../engine/layout/shapes.ts'
import type { Node } from '../../schemas/scenario.ts'
import { portText } from '../kinds/sentences.ts'
import { useShare } from '../live/share.ts'
import { foldableSpots } from './folding.ts'
import styles from './lines.module.css'
import { nodesById, useRoom, useScenario, useWords } from './room.ts'
import { spotOf } from './spots.ts'

/** The name of each branch at its head, in live mode with count and share. A click puts the branch away. */
export function PortLabels({ places }: { places: Layout }) {
  const scenario = useScenario()
  const nodes = nodesById(scenario)
  const foldable = foldableSpots(scenario)
  return places.labels.map(({ nodeId, port, x, y }) => {
    const node = nodes.get(nodeId)
    const spot = spotOf(nodeId, port)
    const canFold = foldable.has(spot)
    return node && <PortLabel key={spot} node={node} port={port} x={x} y={y} canFold={canFold} />
  })
}

const PortLabel = memo(function PortLabel(props: {
  node: Node
  port: string
  x: number
  y: number
  canFold: boolean
}) {
  const { node, port, x, y, canFold } = props
  const { ui, commands, mode } = useRoom()
  const { t } = useWords()
  const spot = spotOf(node.id, port)
  const isFolded = useStore(ui, ({ folded }) => folded.has(spot))
  const Count = mode === 'live' ? LiveCount : DesignCount
  const name = portText(t, node, port)
  const content = (
    <>
      {canFold && (isFolded ? <IconChevronRight size={12} /> : <IconChevronDown size={12} />)}
      <span>{name}</span>
      <Count node={node} port={port} />
    </>
  )
  const style = { left: x, top: y }
  if (!canFold) {
    return (
      <div className={styles.label} style={style}>
        {content}
      </div>
    )
  }
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`${styles.label} ${styles.foldable} nopan`}
      style={style}
      aria-expanded={!isFolded}
      title={t(isFolded ? 'fold.show' : 'fold.hide', { branch: name })}
      onClick={() => commands.toggleFold(spot)}
    >
      {content}
    </button>
  )
})

interface CountProps {
  readonly node: Node
  readonly port: string
}

function DesignCount({ node, port }: CountProps) {
  const { formats } = useWords()
  const arm = node.kind === 'experiment' && node.arms.find((one) => one.port === port)
  return arm && <em>{formats.decimal(arm.share)}%</em>
}

function LiveCount({ node, port }: CountProps) {
  const { formats } = useWords()
  const ports = portsOf(node).map((one) => one.port)
  const { count, share } = useShare(node.id, port, ports)
  return (
    <em>
      {formats.number(count)}
      {share !== null && ` · ${formats.percentWhole(share)}`}
    </em>
  )
}
