import { useReactFlow, useStore } from '@xyflow/react'
import { memo, useRef } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import type { Kind } from '../../schemas/scenario.ts'
import styles from './minimap.module.css'
import { useScenario, useWords } from './room.ts'

const mostPx = { width: 200, height: 150 }
const aroundPx = 80

/** The whole drawing, small, with what is on screen framed; a press or a drag goes there. */
export function Minimap({ places }: { places: Layout }) {
  const { t } = useWords()
  const flow = useReactFlow()
  const box = useRef<SVGSVGElement>(null)
  const { bounds } = places
  const [left, top] = [bounds.x - aroundPx, bounds.y - aroundPx]
  const [width, height] = [bounds.width + 2 * aroundPx, bounds.height + 2 * aroundPx]
  const scale = Math.min(mostPx.width / width, mostPx.height / height)

  const goTo = (event: React.PointerEvent) => {
    const area = box.current?.getBoundingClientRect()
    if (!area) return
    const at = {
      x: left + (event.clientX - area.left) / scale,
      y: top + (event.clientY - area.top) / scale,
    }
    void flow.setCenter(at.x, at.y, { zoom: flow.getZoom() })
  }
  return (
    <svg
      ref={box}
      className={styles.map}
      width={width * scale}
      height={height * scale}
      viewBox={`${left} ${top} ${width} ${height}`}
      role="img"
      aria-label={t('minimap')}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        goTo(event)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) goTo(event)
      }}
    >
      <Drawing places={places} />
      <Frame scale={scale} />
    </svg>
  )
}

const Drawing = memo(function Drawing({ places }: { places: Layout }) {
  const { nodes } = useScenario()
  const kinds = new Map<string, Kind>(nodes.map(({ id, kind }) => [id, kind]))
  return [...places.nodes].map(([id, { x, y, width, height }]) => (
    <rect
      key={id}
      x={x}
      y={y}
      width={width}
      height={height}
      rx={12}
      fill={`var(--kind-${kinds.get(id) ?? 'wait'})`}
    />
  ))
})

function Frame({ scale }: { scale: number }) {
  const [x, y, zoom] = useStore((state) => state.transform)
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  return (
    <rect
      className={styles.frame}
      x={-x / zoom}
      y={-y / zoom}
      width={width / zoom}
      height={height / zoom}
      strokeWidth={1.5 / scale}
      rx={6 / scale}
    />
  )
}
