import { useReactFlow } from '@xyflow/react'
import { useEffect } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import { placeKey } from './moving.ts'
import { useRoom } from './room.ts'
import type { Place } from './ui-store.ts'

const startsAfterPx = 6
/** How near the pointer must be to a place for the step to drop there. */
const reachPx = 90
/** So near to the edge of the canvas the drawing begins to pan. */
const edgePx = 48
const panPx = 14

/** A step is dragged with the mouse to one of the places it may go to; anywhere else it returns to where it was. */
export function useDragging(root: React.RefObject<HTMLElement | null>, places: Layout): void {
  const { ui, commands, mode } = useRoom()
  const flow = useReactFlow()

  useEffect(() => {
    const element = root.current
    if (!element || mode !== 'design') return
    let from: { nodeId: string; x: number; y: number } | null = null
    let pointer = { x: 0, y: 0 }
    let panning = 0

    const aim = () => {
      const { moving } = ui.getState()
      if (!moving) return
      const at = nearest(
        moving.targets.map((place) => screenOf(place)),
        pointer,
      )
      if (at !== moving.at) ui.setState({ moving: { ...moving, at } })
    }
    const screenOf = (place: Place) => {
      const centre = centres.get(placeKey(place))
      return centre && flow.flowToScreenPosition(centre)
    }
    const centres = centresOf(places)
    const panAtEdge = () => {
      const box = element.getBoundingClientRect()
      const push = (at: number, start: number, end: number) =>
        at < start + edgePx ? panPx : at > end - edgePx ? -panPx : 0
      const dx = push(pointer.x, box.left, box.right)
      const dy = push(pointer.y, box.top, box.bottom)
      if (dx !== 0 || dy !== 0) {
        const { x, y, zoom } = flow.getViewport()
        void flow.setViewport({ x: x + dx, y: y + dy, zoom })
        aim()
      }
      panning = requestAnimationFrame(panAtEdge)
    }
    const onDown = (event: PointerEvent) => {
      const { target } = event
      const isPlain = event.button === 0 && !event.shiftKey && !event.ctrlKey && !event.metaKey
      if (!isPlain || event.pointerType === 'touch' || !(target instanceof Element)) return
      if (target.closest('button, input')) return
      const nodeId = target.closest<HTMLElement>('section[data-spot]')?.dataset['spot']
      if (nodeId !== undefined) from = { nodeId, x: event.clientX, y: event.clientY }
    }
    const onMove = (event: PointerEvent) => {
      if (!from) return
      pointer = { x: event.clientX, y: event.clientY }
      if (ui.getState().moving?.dragged) {
        element.style.setProperty('--drag-x', `${pointer.x}px`)
        element.style.setProperty('--drag-y', `${pointer.y}px`)
        return aim()
      }
      if (Math.hypot(pointer.x - from.x, pointer.y - from.y) < startsAfterPx) return
      if (!commands.startMove(from.nodeId, true)) {
        from = null
        return
      }
      element.style.setProperty('--drag-x', `${pointer.x}px`)
      element.style.setProperty('--drag-y', `${pointer.y}px`)
      panning = requestAnimationFrame(panAtEdge)
    }
    const end = () => {
      from = null
      cancelAnimationFrame(panning)
      const { moving } = ui.getState()
      if (!moving?.dragged) return
      swallowClick()
      if (moving.at >= 0) commands.finishMove()
      else commands.cancelMove()
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.code !== 'Escape' || !ui.getState().moving?.dragged) return
      event.stopPropagation()
      from = null
      cancelAnimationFrame(panning)
      commands.cancelMove()
    }
    element.addEventListener('pointerdown', onDown)
    addEventListener('pointermove', onMove)
    addEventListener('pointerup', end)
    addEventListener('pointercancel', end)
    addEventListener('keydown', onKey, { capture: true })
    return () => {
      element.removeEventListener('pointerdown', onDown)
      removeEventListener('pointermove', onMove)
      removeEventListener('pointerup', end)
      removeEventListener('pointercancel', end)
      removeEventListener('keydown', onKey, { capture: true })
      cancelAnimationFrame(panning)
    }
  }, [root, places, ui, commands, mode, flow])
}

/** The click that follows a drag chooses nothing. */
export function swallowClick(): void {
  addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => removeEventListener('click', swallow, { capture: true }))
}

function swallow(event: MouseEvent): void {
  event.stopPropagation()
  event.preventDefault()
}

interface At {
  readonly x: number
  readonly y: number
}

function nearest(points: readonly (At | undefined)[], to: At): number {
  let best = -1
  let bestPx = reachPx
  for (const [index, point] of points.entries()) {
    const distance = point ? Math.hypot(point.x - to.x, point.y - to.y) : bestPx
    if (distance < bestPx) {
      best = index
      bestPx = distance
    }
  }
  return best
}

function centresOf(places: Layout): ReadonlyMap<string, At> {
  return new Map([
    ...places.inserts.map(
      ({ nodeId, port, x, y }) => [placeKey({ nodeId, port }), { x, y }] as const,
    ),
    ...places.ghosts.map(
      ({ nodeId, port, x, y, width, height }) =>
        [placeKey({ nodeId, port }), { x: x + width / 2, y: y + height / 2 }] as const,
    ),
  ])
}
