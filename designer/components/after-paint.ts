import { useEffect, useState } from 'react'

/** A page that nobody looks at paints nothing; then it is done after so long. */
const unseenMs = 500

/** Does something once what has changed so far is painted; the function it answers calls that off. */
export function afterPaint(work: () => void): () => void {
  let timer = setTimeout(work, unseenMs)
  // A frame's callbacks run before it is painted: at the second, the first one stands on the screen.
  let frame = requestAnimationFrame(() => {
    frame = requestAnimationFrame(() => {
      clearTimeout(timer)
      timer = setTimeout(work)
    })
  })
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
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
