import { useReactFlow, useStoreApi } from '@xyflow/react'
import { memo, useLayoutEffect, useRef } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import type { Kind } from '../../schemas/scenario.ts'
import { useSettled } from '../components/after-paint.ts'
import styles from './minimap.module.css'
import { useScenario, useWords } from './room.ts'

const mostPx = { width: 200, height: 150 }
const aroundPx = 80

/** The whole drawing, small, with what is on screen framed; a press or a drag goes there. */
export function Minimap({ places: newest }: { places: Layout }) {
  const places = useSettled(newest, newest)
  const { t } = useWords()
  const flow = useReactFlow()
  const box = useRef<HTMLDivElement>(null)
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
    <div
      ref={box}
      className={styles.map}
      style={{ width: width * scale, height: height * scale }}
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
      <svg
        width={width * scale}
        height={height * scale}
        viewBox={`${left} ${top} ${width} ${height}`}
        aria-hidden
      >
        <Drawing places={places} />
      </svg>
      <Frame left={left} top={top} scale={scale} />
    </div>
  )
}

/** The steps of one kind are one shape: a thousand of them are drawn as quickly as ten. */
const Drawing = memo(function Drawing({ places }: { places: Layout }) {
  const { nodes } = useScenario()
  const kinds = new Map<string, Kind>(nodes.map(({ id, kind }) => [id, kind]))
  const shapes = new Map<Kind, string[]>()
  for (const [id, { x, y, width, height }] of places.nodes) {
    const kind = kinds.get(id) ?? 'wait'
    const boxes = shapes.get(kind) ?? []
    boxes.push(`M${x} ${y}h${width}v${height}h${-width}z`)
    shapes.set(kind, boxes)
  }
  return [...shapes].map(([kind, boxes]) => (
    <path key={kind} d={boxes.join('')} fill={`var(--kind-${kind})`} />
  ))
})

/** Moves over the drawing without having it painted again, so it is no part of it. */
function Frame({ left, top, scale }: { left: number; top: number; scale: number }) {
  const screen = useStoreApi()
  const frame = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const follow = () => {
      const {
        transform: [x, y, zoom],
        width,
        height,
      } = screen.getState()
      if (!frame.current) return
      const px = (at: number) => `${(at * scale) / zoom}px`
      const { style } = frame.current
      style.width = px(width)
      style.height = px(height)
      style.transform = `translate(${px(-x - left * zoom)}, ${px(-y - top * zoom)})`
    }
    follow()
    return screen.subscribe(follow)
  }, [screen, left, top, scale])
  return <div ref={frame} className={styles.frame} />
}
