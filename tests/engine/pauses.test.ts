import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueAfter } from '../../engine/pauses.ts'

const check = (
  pauses: readonly { from: number; until: number | null }[],
  expected: number,
  now = 1000,
) => expect(dueAfter(100, 50, { now, pauses })).toBe(expected)

test('without a pause a duration ends when it has passed', () => check([], 150))
test('a pause within lengthens the wait by itself', () => check([{ from: 120, until: 130 }], 160))
test('a pause before the wait does not count', () => check([{ from: 10, until: 90 }], 150))
test('of a pause that began before the wait only the rest counts', () =>
  check([{ from: 50, until: 110 }], 160))
test('a pause after the end does not count', () => check([{ from: 151, until: 900 }], 150))
test('what is due in the instant a pause begins is due', () =>
  check([{ from: 150, until: 900 }], 150))
test('a pause that the lengthened wait runs into counts too', () =>
  check(
    [
      { from: 120, until: 140 },
      { from: 160, until: 165 },
    ],
    175,
  ))
test('while the run is paused the end moves along', () => {
  check([{ from: 120, until: null }], 170, 140)
  check([{ from: 120, until: null }], 230, 200)
})

test('pausing and resuming equals never having paused, with the pauses taken out', () => {
  const gaps = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 50 })), { maxLength: 6 })
  fc.assert(
    fc.property(gaps, fc.nat(300), (spans, durationMs) => {
      let time = 0
      const pauses = spans.map(([run, pause]) => {
        const from = time + run
        time = from + pause
        return { from, until: time }
      })
      const due = dueAfter(0, durationMs, { now: 10_000, pauses })
      const paused = pauses
        .filter((pause) => pause.from < due)
        .reduce((sum, pause) => sum + Math.min(pause.until, due) - pause.from, 0)
      expect(due - paused).toBe(durationMs)
    }),
  )
})
