import { useReactFlow } from '@xyflow/react'
import type { KeyboardEvent } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import { boxOf, type Direction, neighbour } from './graph.ts'
import { useRoom, useScenario } from './room.ts'
import { readSpot } from './spots.ts'

const directions: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** The keys of the canvas: where the keyboard stands decides what they act on. */
export function useCanvasKeys(places: Layout) {
  const { ui, commands, mode } = useRoom()
  const scenario = useScenario()
  const flow = useReactFlow()

  return (event: KeyboardEvent<HTMLElement>) => {
    // Half a Hangul syllable is no command; and what is typed into a field belongs to the field.
    if (event.nativeEvent.isComposing || isTyping(event.target)) return
    const { focused, moving, dialog, deleting } = ui.getState()
    // A dialog that was asked for takes the keys, also while its code is still on the way.
    if (dialog !== null || deleting !== null) return
    const act = (run: () => void) => {
      event.preventDefault()
      event.stopPropagation()
      run()
    }
    const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey
    if (moving) {
      if (event.code === 'ArrowDown' || event.code === 'ArrowRight')
        return act(() => commands.aimMove(1))
      if (event.code === 'ArrowUp' || event.code === 'ArrowLeft')
        return act(() => commands.aimMove(-1))
      if (event.code === 'Enter') return act(() => commands.finishMove())
      if (event.code === 'Escape') return act(() => commands.cancelMove())
      return
    }
    const here = focused && boxOf(places, focused) ? focused : scenario.start
    const { nodeId, port } = readSpot(here)
    const direction = directions[event.code]
    if (direction && isPlain) {
      return act(() => {
        const next = focused ? neighbour(places, here, direction) : here
        if (next && event.shiftKey && mode === 'design') pickOn(here, next)
        else if (next) commands.focus(next)
      })
    }
    if (event.code === 'Escape') return act(() => commands.select(null))
    if (event.code === 'KeyF' && isPlain) {
      const isOpen = port === null
      if (event.shiftKey) return act(() => commands.focusOn(nodeId))
      return act(() => (isOpen ? commands.foldAt(nodeId) : commands.toggleFold(here)))
    }
    if (event.code === 'Home' && isPlain) return act(() => commands.focus(scenario.start))
    if (event.code === 'Enter' || event.code === 'Space') {
      if (event.target instanceof HTMLButtonElement && port === null) return
      return act(() => {
        if (port === null) commands.open(nodeId)
        else if (ui.getState().folded.has(here)) commands.toggleFold(here)
        else commands.openInsert({ nodeId, port }, at(here))
      })
    }
    if (mode === 'live' || !isPlain || port !== null) return
    switch (event.code) {
      case 'KeyA':
        return act(() => {
          const place = commands.placeAfter(nodeId)
          if (place) commands.openInsert(place, at(here))
        })
      case 'F2':
        return act(() => commands.startRename(nodeId))
      case 'Delete':
      case 'Backspace':
        return act(() =>
          ui.getState().picked.size > 0 ? commands.removePicked() : commands.remove(nodeId),
        )
      case 'KeyM':
        return act(() => commands.startMove(nodeId))
      case 'KeyN':
        return act(() => commands.open(nodeId, 'note'))
      case 'Period':
        return act(() => ui.setState({ menu: { menu: 'step', nodeId, at: at(here) } }))
    }
  }

  /** Walking on with Shift chooses what one stands at and what one comes to. */
  function pickOn(from: string, to: string) {
    const { picked } = ui.getState()
    const isStep = (spot: string) => !spot.includes('/') && spot !== scenario.start
    if (isStep(from) && !picked.has(from)) commands.pick(from)
    if (isStep(to) && !ui.getState().picked.has(to)) commands.pick(to)
    commands.focus(to)
  }

  function at(spot: string) {
    const box = boxOf(places, spot)
    if (!box) return { x: 0, y: 0 }
    return flow.flowToScreenPosition({ x: box.x + box.width / 2, y: box.y + box.height })
  }
}

export function isTyping(target: EventTarget): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
