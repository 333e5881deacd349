import { useMemo } from 'react'
import type { Scenario } from '../../../schemas/scenario.ts'
import { layoutOf } from '../../canvas/graph.ts'
import { linePath } from '../../canvas/line-path.ts'

/** A drawing, small: its shape and the kinds of its steps. */
export function DrawingThumb({ scenario }: { scenario: Scenario }) {
  const places = useMemo(() => layoutOf(scenario, 'picture'), [scenario])
  const kinds = new Map(scenario.nodes.map(({ id, kind }) => [id, kind]))
  const { x, width, height } = places.bounds
  return (
    <svg viewBox={`${x - 40} -40 ${width + 80} ${height + 80}`} preserveAspectRatio="xMidYMid meet">
      <title>{scenario.name}</title>
      {places.edges.map(({ nodeId, port, points }) => (
        <path
          key={`${nodeId} ${port}`}
          d={linePath(points)}
          fill="none"
          stroke="var(--edge)"
          strokeWidth={8}
        />
      ))}
      {[...places.nodes].map(([id, box]) => (
        <rect
          key={id}
          x={box.x}
          y={box.y}
          width={box.width}
          height={box.height}
          rx={box.height < 60 ? box.height / 2 : 16}
          fill={`var(--kind-${kinds.get(id) ?? 'wait'})`}
        />
      ))}
    </svg>
  )
}
