/** Functions that run in the page; each is sent as text, so it holds nothing from outside itself. */

/** Milliseconds from pressing the last key of an insertion until the new step is painted. */
export async function insertedAfter() {
  const painted = () =>
    new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
  const plus = document.querySelector('main button[aria-haspopup="dialog"]')
  plus?.click()
  await painted()
  const option = document.querySelector('[role="dialog"] [role="option"]')
  const known = new Set(
    [...document.querySelectorAll('[data-spot]')].map(({ dataset }) => dataset['spot']),
  )
  const isNew = () =>
    [...document.querySelectorAll('[data-spot]')].some(({ dataset }) => !known.has(dataset['spot']))
  const start = performance.now()
  option?.click()
  while (!isNew()) await new Promise((resolve) => setTimeout(resolve))
  await painted()
  return performance.now() - start
}

/** Mean milliseconds of a frame while the canvas is panned by the wheel for `ms`. */
export async function panFrame(ms) {
  const pane = document.querySelector('.react-flow__pane, .react-flow__renderer')
  if (!pane) throw new Error('There is no canvas.')
  const start = performance.now()
  let frames = 0
  let direction = 1
  while (performance.now() - start < ms) {
    if (frames % 200 === 0 && frames > 0) direction = -direction
    pane.dispatchEvent(
      new WheelEvent('wheel', {
        deltaY: 60 * direction,
        clientX: 600,
        clientY: 400,
        bubbles: true,
        cancelable: true,
      }),
    )
    await new Promise((resolve) => requestAnimationFrame(resolve))
    frames += 1
  }
  return (performance.now() - start) / frames
}

/** Milliseconds a tick of counts takes, from its arrival until it is on the screen; every step has changed. */
export async function tickRender() {
  const { source, last } = window.live
  const live = JSON.parse(last)
  const bump = Math.floor(performance.now())
  const data = JSON.stringify({
    ...live,
    nodes: live.nodes.map((node) => ({ ...node, now: bump, passed: bump + 1 })),
  })
  const start = performance.now()
  source.dispatchEvent(new MessageEvent('live', { data }))
  await new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve))
  })
  return performance.now() - start
}

/** Before the page’s own code: keeps the stream of counts in reach, and notes when its first numbers came. */
export function watchStream() {
  const Real = window.EventSource
  const kept = { source: null, last: '', openedAt: 0, firstMs: -1 }
  Object.assign(window, { live: kept })
  window.EventSource = class extends Real {
    constructor(url) {
      super(url)
      kept.source = this
      kept.openedAt = performance.now()
      this.addEventListener('live', (event) => {
        if (kept.firstMs < 0) kept.firstMs = performance.now() - kept.openedAt
        kept.last = String(event.data)
      })
    }
  }
}

/** Milliseconds from the opening of the stream to its first numbers; negative while there are none. */
export function firstNumbers() {
  return window.live.firstMs
}

export function hasNumbers() {
  return window.live.firstMs >= 0
}

/** The page's clock once what is there now is painted. */
export function paintedAt() {
  return new Promise((resolve) =>
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now()))),
  )
}
