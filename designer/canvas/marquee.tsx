import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import styles from './canvas.module.css'
import { swallowClick } from './dragging.ts'
import { useRoom } from './room.ts'

/** A press that moves less than this is a click. */
const startsAfterPx = 4

interface At {
  readonly x: number
  readonly y: number
}

/** With Shift held, a drag over the paper draws a frame; every step it touches is chosen. */
export function Marquee(props: { root: React.RefObject<HTMLDivElement | null>; places: Layout }) {
  const { root, places } = props
  const { commands, mode } = useRoom()
  const flow = useReactFlow()
  const frame = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const element = root.current
    if (!element || mode !== 'design') return
    let from: At | null = null

    const onDown = (event: MouseEvent) => {
      const isPaper = event.target instanceof Element && event.target.closest('.react-flow__pane')
      if (event.button !== 0 || !event.shiftKey || !isPaper) return
      // Else the drawing would be panned.
      event.stopPropagation()
      event.preventDefault()
      from = { x: event.clientX, y: event.clientY }
    }
    const onMove = (event: PointerEvent) => {
      if (!from || !frame.current) return
      const [left, top, width, height] = spanOf(from, { x: event.clientX, y: event.clientY })
      const isDrawn = Math.max(width, height) > startsAfterPx
      const around = element.getBoundingClientRect()
      frame.current.hidden = !isDrawn
      frame.current.style.translate = `${left - around.left}px ${top - around.top}px`
      frame.current.style.width = `${width}px`
      frame.current.style.height = `${height}px`
    }
    const onUp = (event: PointerEvent) => {
      const began = from
      from = null
      if (!began || !frame.current || frame.current.hidden) return
      frame.current.hidden = true
      swallowClick()
      const a = flow.screenToFlowPosition(began)
      const [x, y, width, height] = spanOf(
        a,
        flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }),
      )
      const touched = [...places.nodes].filter(
        ([, box]) =>
          box.x < x + width &&
          box.x + box.width > x &&
          box.y < y + height &&
          box.y + box.height > y,
      )
      commands.pickAll(touched.map(([id]) => id))
    }
    element.addEventListener('mousedown', onDown, { capture: true })
    addEventListener('pointermove', onMove)
    addEventListener('pointerup', onUp)
    return () => {
      element.removeEventListener('mousedown', onDown, { capture: true })
      removeEventListener('pointermove', onMove)
      removeEventListener('pointerup', onUp)
    }
  }, [root, places, commands, mode, flow])

  return <div ref={frame} className={styles.marquee} hidden aria-hidden />
}

function spanOf(a: At, b: At): readonly [number, number, number, number] {
  return [Math.min(a.x, b.x), Math.min(a.y, b.y), Math.abs(a.x - b.x), Math.abs(a.y - b.y)]
}
