import { useReactFlow } from '@xyflow/react'
import type { KeyboardEvent } from 'react'
import type { Layout } from '../../engine/layout/shapes.ts'
import { boxOf, type Direction, neighbour, readSpot } from './graph.ts'
import { useRoom, useScenario } from './room.ts'

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
    const { focused, moving } = ui.getState()
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
        if (next) commands.focus(next)
      })
    }
    if (event.code === 'Escape') return act(() => commands.select(null))
    if (event.code === 'Home' && isPlain) return act(() => commands.focus(scenario.start))
    if (event.code === 'Enter' || event.code === 'Space') {
      if (event.target instanceof HTMLButtonElement && port === null) return
      return act(() =>
        port === null ? commands.open(nodeId) : commands.openInsert({ nodeId, port }, at(here)),
      )
    }
    if (mode === 'live' || !isPlain || port !== null) return
    switch (event.code) {
      case 'KeyA':
        return act(() => {
          const place = commands.placeAfter(nodeId)
          if (place) commands.openInsert(place, at(here))
        })
      case 'F2':
        return act(() => commands.open(nodeId, 'title'))
      case 'Delete':
      case 'Backspace':
        return act(() => commands.remove(nodeId))
      case 'KeyM':
        return act(() => commands.startMove(nodeId))
      case 'Period':
        return act(() => ui.setState({ menu: { menu: 'step', nodeId, at: at(here) } }))
    }
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
