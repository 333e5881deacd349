import { useEffect, useRef } from 'react'
import type { CallOutcome } from '../../../schemas/basics.ts'
import { outcomes } from './outcomes.tsx'

interface DeskKeys {
  readonly onOutcome: (outcome: CallOutcome) => void
  readonly onUndo: () => void
  readonly onStep: (by: 1 | -1) => void
  readonly onBack: () => void
}

/**
 * 1–5 end the call, Z takes the last end back, J and K go through the queue. Keys are known by their place, so they work
 * while the Korean layout is on; nothing is a command while somebody types or composes.
 */
export function useDeskKeys(keys: DeskKeys): void {
  const now = useRef(keys)
  now.current = keys
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isTyping(event)) {
        if (event.code === 'Escape' && event.target instanceof HTMLElement) event.target.blur()
        return
      }
      if (act(event.code, now.current)) event.preventDefault()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}

function act(code: string, keys: DeskKeys): boolean {
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(code)?.[1]
  const outcome = digit === undefined ? undefined : outcomes[Number(digit) - 1]
  if (outcome) keys.onOutcome(outcome)
  else if (code === 'KeyZ') keys.onUndo()
  else if (code === 'KeyJ') keys.onStep(1)
  else if (code === 'KeyK') keys.onStep(-1)
  else return false
  return true
}

function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true
  const { target } = event
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}
