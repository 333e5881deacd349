import { expect, test } from 'vitest'
import { createFeed } from '../../api/live-feed.ts'

/** A feed of a number that the test sets, looked at as often as it can be. */
function feedOf(keptMs: number) {
  const source = { value: 1, looks: 0 }
  const feed = createFeed<number>({
    load: async () => {
      source.looks++
      return source.value
    },
    isChanged: (before, now) => before !== now,
    onError: (error) => {
      throw error
    },
    everyMs: 1,
    keptMs,
  })
  return { source, ...feed }
}

/** Listens until so many values came. */
const heard = (feed: ReturnType<typeof feedOf>, count: number) =>
  new Promise<readonly number[]>((done) => {
    const values: number[] = []
    const leave = feed.subscribe(7, (value) => {
      values.push(value)
      if (values.length < count) return
      queueMicrotask(() => {
        leave()
        done(values)
      })
    })
  })

test('who comes back soon hears at once what was seen last, and then what is true now', async () => {
  const feed = feedOf(60_000)
  expect(await heard(feed, 1)).toEqual([1])
  feed.source.value = 2
  expect(await heard(feed, 2)).toEqual([1, 2])
})

test('who comes back is told what is true now, though it is what it was', async () => {
  const feed = feedOf(60_000)
  await heard(feed, 1)
  expect(await heard(feed, 2)).toEqual([1, 1])
})

test('what nobody has listened to for long is forgotten', async () => {
  const feed = feedOf(0)
  await heard(feed, 1)
  feed.source.value = 2
  await new Promise((done) => setTimeout(done, 1))
  expect(await heard(feed, 1)).toEqual([2])
})

test('however often one comes and goes, one looks at a time', async () => {
  const feed = feedOf(60_000)
  for (let turn = 0; turn < 20; turn++) feed.subscribe(7, () => undefined)()
  const before = feed.source.looks
  expect(before).toBe(1)
  await heard(feed, 1)
  expect(feed.source.looks - before).toBeLessThanOrEqual(2)
})
