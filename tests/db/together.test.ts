import { expect, test } from 'vitest'
import { together } from '../../db/together.ts'

/** Work that waits to be let go, and remembers what it was given. */
function slowWork({ bad = [] as number[] } = {}) {
  const batches: number[][] = []
  const waiting: (() => void)[] = []
  const work = async (items: readonly number[]) => {
    batches.push([...items])
    await new Promise<void>((go) => waiting.push(go))
    if (items.some((item) => bad.includes(item))) throw new Error(`bad: ${items}`)
    return items.map((item) => item * 10)
  }
  const letGo = async () => {
    waiting.shift()?.()
    // Until everything that follows from it has happened.
    await new Promise((done) => setImmediate(done))
  }
  return { batches, work, letGo }
}

test('who comes alone is served at once; who comes meanwhile is served together, each with its own answer', async () => {
  const { batches, work, letGo } = slowWork()
  const ask = together(work, { most: 2 })
  const answers = Promise.all([1, 2, 3, 4].map(ask))
  for (let i = 0; i < 3; i++) await letGo()
  expect(await answers).toEqual([10, 20, 30, 40])
  expect(batches).toEqual([[1], [2, 3], [4]])
})

test('those who come while the last batch is young share the next one', async () => {
  const batches: number[][] = []
  const work = async (items: readonly number[]) => {
    batches.push([...items])
    return items
  }
  const ask = together(work, { most: 9, everyMs: 60 })
  await ask(1)
  await Promise.all([ask(2), ask(3)])
  expect(batches).toEqual([[1], [2, 3]])
})

test('one bad item fails alone', async () => {
  const { batches, work, letGo } = slowWork({ bad: [3] })
  const ask = together(work, { most: 9 })
  const answers = Promise.allSettled([1, 2, 3].map(ask))
  for (let i = 0; i < 4; i++) await letGo()
  expect((await answers).map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'rejected',
  ])
  expect(batches).toEqual([[1], [2, 3], [2], [3]])
})
