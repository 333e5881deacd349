import { ViewportPortal } from '@xyflow/react'
import { memo } from 'react'
import { useStore } from 'zustand'
import { portsOf } from '../../engine/kinds/ports.ts'
import type { Layout, LayoutEdge } from '../../engine/layout/shapes.ts'
import { useShare } from '../live/share.ts'
import { InsertPoints } from './insert-points.tsx'
import { linePath } from './line-path.ts'
import styles from './lines.module.css'
import { PortLabels } from './port-labels.tsx'
import { useNode, useRoom } from './room.ts'
import { spotOf } from './spots.ts'

/** Everything between the steps: lines, the names of branches, and where steps can be inserted. */
export const Lines = memo(function Lines({ places }: { places: Layout }) {
  const { mode } = useRoom()
  const { bounds } = places
  return (
    <ViewportPortal>
      <svg
        className={styles.lines}
        style={{ left: bounds.x - 64, top: -64 }}
        width={bounds.width + 128}
        height={bounds.height + 128}
        viewBox={`${bounds.x - 64} -64 ${bounds.width + 128} ${bounds.height + 128}`}
        aria-hidden
      >
        {places.edges.map((edge) => (
          <Line key={`${edge.nodeId} ${edge.port}`} edge={edge} />
        ))}
      </svg>
      <PortLabels places={places} />
      {mode === 'design' && <InsertPoints places={places} />}
    </ViewportPortal>
  )
})

const Line = memo(function Line({ edge }: { edge: LayoutEdge }) {
  const { mode, ui } = useRoom()
  const onPath = useStore(
    ui,
    ({ path }) => edge.to !== null && path?.has(spotOf(edge.nodeId, edge.port)) === true,
  )
  const common = {
    d: linePath(edge.points),
    className: styles.line,
    'data-back': edge.kind === 'back' || undefined,
    'data-path': onPath || undefined,
  }
  return mode === 'live' ? <LiveLine edge={edge} common={common} /> : <path {...common} />
})

/** As wide as the root of how many have gone this way, so that ten times as many look about three times as wide. */
function LiveLine({ edge, common }: { edge: LayoutEdge; common: React.SVGProps<SVGPathElement> }) {
  const node = useNode(edge.nodeId)
  const ports = node ? portsOf(node).map(({ port }) => port) : []
  const { width } = useShare(edge.nodeId, edge.port, ports)
  return <path {...common} style={{ strokeWidth: width }} />
}
