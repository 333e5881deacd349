import { portsOf } from '../../engine/kinds/ports.ts'
import type { Layout, Point } from '../../engine/layout/shapes.ts'
import type { Node } from '../../schemas/scenario.ts'
import { portText } from '../kinds/sentences.ts'
import { useShare } from '../live/share.ts'
import styles from './lines.module.css'
import { useRoom, useScenario, useWords } from './room.ts'

/** The name of each branch at its head, in live mode with count and share. */
export function PortLabels({ places }: { places: Layout }) {
  const { mode } = useRoom()
  const scenario = useScenario()
  const nodes = new Map(scenario.nodes.map((node) => [node.id, node]))
  return places.labels.map(({ nodeId, port, x, y }) => {
    const node = nodes.get(nodeId)
    const Chip = mode === 'live' ? LiveChip : DesignChip
    return node && <Chip key={`${nodeId} ${port}`} node={node} port={port} at={{ x, y }} />
  })
}

interface ChipProps {
  readonly node: Node
  readonly port: string
  readonly at: Point
}

function DesignChip({ node, port, at }: ChipProps) {
  const { t, formats } = useWords()
  const arm = node.kind === 'experiment' && node.arms.find((one) => one.port === port)
  return (
    <div className={styles.label} style={{ left: at.x, top: at.y }}>
      <span>{portText(t, node, port)}</span>
      {arm && <em>{formats.decimal(arm.share)}%</em>}
    </div>
  )
}

function LiveChip({ node, port, at }: ChipProps) {
  const { t, formats } = useWords()
  const ports = portsOf(node).map((one) => one.port)
  const { count, share } = useShare(node.id, port, ports)
  return (
    <div className={styles.label} style={{ left: at.x, top: at.y }}>
      <span>{portText(t, node, port)}</span>
      <em>
        {formats.number(count)}
        {share !== null && ` · ${formats.percentWhole(share)}`}
      </em>
    </div>
  )
}
