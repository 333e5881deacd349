import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** A page that nobody looks at paints nothing; then it is done after so long. */
const unseenMs = 500

/**
 * Does something once what has changed so far is painted; the function it answers calls that off. Whoever types sooner,
 * and into no field, has it at once: the key already meets what was waited for.
 */
export function afterPaint(work: () => void): () => void {
  const end = () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
    removeEventListener('keydown', atKey, { capture: true })
  }
  const workNow = () => {
    end()
    work()
  }
  const atKey = ({ target }: KeyboardEvent) => {
    if (target instanceof Element && target.matches('input, textarea, select')) return
    flushSync(workNow)
  }
  let timer = setTimeout(workNow, unseenMs)
  // A frame's callbacks run before it is painted: at the second, the first one stands on the screen.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      clearTimeout(timer)
      timer = setTimeout(workNow)
    })
  })
  addEventListener('keydown', atKey, { capture: true })
  return end
}

/** Follows a value a frame later, so that what the user waits for is painted first; begins with `first`. */
export function useSettled<Value extends object | string | null>(
  value: Value,
  first: Value,
): Value {
  const [settled, setSettled] = useState<Value>(first)
  useEffect(() => afterPaint(() => setSettled(value)), [value])
  return settled
}
