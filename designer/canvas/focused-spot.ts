import { useReactFlow } from '@xyflow/react'
import { useEffect, useRef } from 'react'
import { useStore } from 'zustand'
import type { Layout } from '../../engine/layout/shapes.ts'
import { boxOf } from './graph.ts'
import { motion } from './motion.ts'
import { useRoom } from './room.ts'
import type { Spot } from './spots.ts'

/** Moves the browser's focus to where the keyboard stands, and brings it into view. */
export function useFocusedSpot(root: React.RefObject<HTMLDivElement | null>, places: Layout) {
  const { ui } = useRoom()
  const flow = useReactFlow()
  const focused = useStore(ui, (state) => state.focused)
  const returning = useStore(ui, (state) => state.returning)
  const returned = useRef(returning)
  useEffect(() => {
    const isBack = returned.current !== returning
    returned.current = returning
    const from = document.activeElement
    if (focused === null || !root.current) return
    if (!isBack && !root.current.contains(from)) return
    const box = boxOf(places, focused)
    if (box) bringIntoView(flow, root.current, box)
    if (standAt(root.current, focused)) return
    // React Flow draws what is new a moment later. Whoever has gone elsewhere meanwhile stays there.
    const frame = requestAnimationFrame(() => {
      const { activeElement } = document
      const isHere = activeElement === from || activeElement === document.body
      if (isHere && root.current) standAt(root.current, focused)
    })
    return () => cancelAnimationFrame(frame)
  }, [focused, returning, places, flow, root])
}

/** Answers whether there is such a card; what is typed in one already stands there. */
function standAt(root: HTMLElement, spot: Spot): boolean {
  const card = root.querySelector<HTMLElement>(`[data-spot="${CSS.escape(spot)}"]`)
  if (card && !card.contains(document.activeElement)) card.focus({ preventScroll: true })
  return card !== null
}

/**
 * Brings a step that was asked for into view, from a list or a problem; and the one that is set up, which the panel
 * that opens with it may have covered.
 */
export function useShown(root: React.RefObject<HTMLDivElement | null>, places: Layout) {
  const { ui } = useRoom()
  const flow = useReactFlow()
  const shown = useStore(ui, (state) => state.shown)
  const selected = useStore(ui, (state) => state.selected)
  const latest = useRef(places)
  latest.current = places
  useEffect(() => {
    const box = selected !== null && latest.current.nodes.get(selected)
    if (box && root.current) bringIntoView(flow, root.current, box)
  }, [selected, flow, root])
  useEffect(() => {
    const box = shown && latest.current.nodes.get(shown.nodeId)
    if (box && root.current) bringIntoView(flow, root.current, box)
  }, [shown, flow, root])
}

const marginPx = 40

/** Pans as little as it takes to show a box whole. */
function bringIntoView(
  flow: Pick<ReturnType<typeof useReactFlow>, 'getViewport' | 'setViewport'>,
  root: HTMLElement,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
) {
  const { x, y, zoom } = flow.getViewport()
  const view = root.getBoundingClientRect()
  const shift = (start: number, size: number, offset: number, room: number) => {
    const from = start * zoom + offset
    const until = from + size * zoom
    if (from < marginPx) return marginPx - from
    return until > room - marginPx ? room - marginPx - until : 0
  }
  const dx = shift(box.x, box.width, x, view.width)
  const dy = shift(box.y, box.height, y, view.height)
  if (dx !== 0 || dy !== 0) void flow.setViewport({ x: x + dx, y: y + dy, zoom }, motion())
}
