import { expect, test } from 'vitest'
import { drawUnit } from '../../engine/chance.ts'

/** Pearson’s statistic of counts that should all be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((sum, n) => sum + n, 0) / counts.length
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)
}

function counted(n: number, cells: number, cellOf: (i: number) => number): number[] {
  const counts = new Array<number>(cells).fill(0)
  for (let i = 0; i < n; i += 1) {
    const cell = cellOf(i)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return counts
}

test('the same words draw the same number, on every machine', () => {
  expect(drawUnit('run1', 'customer7', 3)).toBe(drawUnit('run1', 'customer7', 3))
  expect([
    drawUnit('a'),
    drawUnit('run1:7', 'experiment1'),
    drawUnit('다시', 1, 2),
  ]).toMatchInlineSnapshot(`
    [
      0.5466890503176025,
      0.21197012045364283,
      0.7844153489940695,
    ]
  `)
})

test('where one word ends and the next begins makes a difference', () => {
  expect(drawUnit('ab', 'c')).not.toBe(drawUnit('a', 'bc'))
  expect(drawUnit('a', 12)).not.toBe(drawUnit('a', 1, 2))
})

// 99 degrees of freedom: 1 in 10,000 uniform samples lies above 161; the words are fixed, so the outcome is too.
const limit = 161

test.each([
  ['customers counted up', (i: number) => drawUnit(`1:${i}`, 'experiment1')],
  ['runs counted up', (i: number) => drawUnit(`${i}:4711`, 'experiment1')],
  ['steps counted up', (i: number) => drawUnit('1:4711', `experiment${i}`)],
  ['visits of many', (i: number) => drawUnit(`1:${i >> 3}`, 'call1', i & 7)],
])('draws are uniform: %s', (_what, draw) => {
  const counts = counted(100_000, 100, (i) => Math.floor(draw(i) * 100))
  expect(chiSquare(counts)).toBeLessThan(limit)
  // The last bits are as even as the first.
  const fine = counted(100_000, 100, (i) => Math.floor(((draw(i) * 2 ** 32) % 1) * 100))
  expect(chiSquare(fine)).toBeLessThan(limit)
})

test('draws for neighbouring words are independent', () => {
  const pairs = counted(100_000, 100, (i) => {
    const a = Math.floor(drawUnit(`1:${i}`, 'a') * 10)
    const b = Math.floor(drawUnit(`1:${i}`, 'b') * 10)
    return a * 10 + b
  })
  expect(chiSquare(pairs)).toBeLessThan(limit)
  const successive = counted(100_000, 100, (i) => {
    const a = Math.floor(drawUnit(`1:${i}`) * 10)
    const b = Math.floor(drawUnit(`1:${i + 1}`) * 10)
    return a * 10 + b
  })
  expect(chiSquare(successive)).toBeLessThan(limit)
})

test('no two of 200,000 customers draw the same number', () => {
  const drawn = new Set<number>()
  for (let i = 0; i < 200_000; i += 1) drawn.add(drawUnit(`1:${i}`))
  expect(drawn.size).toBe(200_000)
})
