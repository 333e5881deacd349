import { useReactFlow, useStoreApi, type Viewport } from '@xyflow/react'
import { useLayoutEffect, useRef } from 'react'
import type { Box, Layout } from '../../engine/layout/shapes.ts'
import { motion } from './motion.ts'
import { useRoom } from './room.ts'
import { readSpot } from './spots.ts'

/**
 * A change never makes the screen jump: the step one works at stays where it is, and a step just inserted comes to
 * where the pointer was, or as near to it as leaves its empty branches in view.
 */
export function useSteadyView(places: Layout) {
  const { ui, commands } = useRoom()
  const flow = useReactFlow()
  const screen = useStoreApi()
  const before = useRef(places)

  useLayoutEffect(() => {
    const old = before.current
    before.current = places
    if (old === places) return
    const view = flow.getViewport()
    const landing = commands.takeLanding()
    const landed = landing && places.nodes.get(landing.nodeId)
    if (landing && landed && landing.at) {
      const root = screen.getState().domNode?.getBoundingClientRect()
      const x = landing.at.x - (root?.left ?? 0) - (landed.x + landed.width / 2) * view.zoom
      const y = landing.at.y - (root?.top ?? 0) - (landed.y + landed.height / 2) * view.zoom
      const own = places.ghosts.filter(({ nodeId }) => nodeId === landing.nodeId)
      const next = { x, y, zoom: view.zoom }
      void flow.setViewport(root ? withinView(next, root, [landed, ...own]) : next, motion())
      return
    }
    const { selected, focused } = ui.getState()
    const anchor = [focused && readSpot(focused).nodeId, selected].find(
      (id) => id && old.nodes.has(id) && places.nodes.has(id),
    )
    const [from, to] = anchor ? [old.nodes.get(anchor), places.nodes.get(anchor)] : []
    if (!from || !to || (from.x === to.x && from.y === to.y)) return
    const { zoom } = view
    void flow.setViewport({
      x: view.x + (from.x - to.x) * zoom,
      y: view.y + (from.y - to.y) * zoom,
      zoom,
    })
  }, [places, flow, screen, ui, commands])
}

const marginPx = 24

/** Shifted as little as it takes to show all the boxes; where they do not fit, their upper left. */
function withinView(view: Viewport, room: DOMRect, boxes: readonly Box[]): Viewport {
  const { x, y, zoom } = view
  const shift = (offset: number, from: number, until: number, space: number) => {
    const before = marginPx - (from * zoom + offset)
    const after = space - marginPx - (until * zoom + offset)
    return before > 0 ? before : Math.max(before, Math.min(0, after))
  }
  const left = Math.min(...boxes.map((box) => box.x))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const top = Math.min(...boxes.map((box) => box.y))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return {
    x: x + shift(x, left, right, room.width),
    y: y + shift(y, top, bottom, room.height),
    zoom,
  }
}

const smallest = 0.8

/** All of it when that stays readable; else the upper part, from the start on. */
export function openingView({ bounds }: Layout, width: number, height: number) {
  const fits = Math.min(
    1,
    (width - 2 * marginPx) / bounds.width,
    (height - 2 * marginPx) / bounds.height,
  )
  const zoom = Math.max(smallest, fits)
  const isWide = bounds.width * zoom > width - 2 * marginPx
  const middle = isWide ? 0 : bounds.x + bounds.width / 2
  return { x: width / 2 - middle * zoom, y: marginPx, zoom }
}
