import { expect, test } from 'vitest'
import { closingMove, isLate, type PastMove } from '../../engine/late.ts'

const mail = { node: 2, visit: 1 }
const move = (seq: number, node: number, rest: Partial<PastMove> = {}): PastMove => ({
  ...{ seq, node, visit: 1, port: 'next', at: seq * 100, madeAt: seq * 100 + 5 },
  ...rest,
})
/** mail at 200, wait at 300, branch at 400. */
const way = [move(1, 1), move(2, 2), move(3, 3), move(4, 4, { port: 'none' })]

function check(
  heard: { kind?: string; firstAt: number; mergedAt?: number | null },
  expected: boolean,
  { moves = way, listeners = [4], ended = false } = {},
) {
  const { kind = 'clicked', firstAt, mergedAt = firstAt } = heard
  const closing = closingMove(mail, kind, { moves, listeners, ended })
  expect(isLate({ kind, firstAt, mergedAt }, closing)).toBe(expected)
}

test('what happens after the branch was taken is late, what happens before is not', () => {
  check({ firstAt: 399 }, false)
  check({ firstAt: 400 }, false)
  check({ firstAt: 401 }, true)
})

test('what happened in time and is heard of only after the branch is late', () => {
  check({ firstAt: 250, mergedAt: 404 }, false)
  check({ firstAt: 250, mergedAt: 500 }, true)
  check({ firstAt: 250, mergedAt: null }, false)
})

test('what the branch was taken by is never late', () => {
  const moves = [...way.slice(0, 3), move(4, 4, { port: 'clicked' })]
  check({ firstAt: 400, mergedAt: 500 }, false, { moves })
  check({ kind: 'opened', firstAt: 400, mergedAt: 500 }, true, { moves })
})

test('nothing is late while it is awaited, or where no branch awaits it', () => {
  check({ firstAt: 900 }, false, { moves: way.slice(0, 3) })
  check({ firstAt: 900 }, false, { listeners: [] })
})

test('who has left before the branch hears everything late', () => {
  const moves = [...way.slice(0, 2), move(3, 3, { port: null })]
  check({ firstAt: 299 }, false, { moves, ended: true })
  check({ firstAt: 301 }, true, { moves, ended: true })
})

test('the result of a call is late once the call was left, whatever listens to it', () => {
  const moves = [move(1, 1), move(2, 2, { port: 'unreached' })]
  check({ kind: 'answered', firstAt: 201 }, true, { moves, listeners: [] })
  check({ kind: 'answered', firstAt: 200 }, false, { moves, listeners: [] })
})
