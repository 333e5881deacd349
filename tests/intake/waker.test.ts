import { expect, test } from 'vitest'
import { createWaker } from '../../intake/waker.ts'
import { until } from '../support/until.ts'

const large = { run: 1, cohort: 7, atOnce: false }

function recorder() {
  const told: string[] = []
  const wake = async (refs: readonly { cohort: number }[]) => {
    told.push(...refs.map(({ cohort }) => `cohort ${cohort}`))
  }
  return { told, wake }
}

test('the first news of a large cohort is told at once, what follows soon together', async () => {
  const { told, wake } = recorder()
  const waker = createWaker({ wake }, { shortestMs: 200 })
  await waker.wake([large])
  expect(told).toEqual(['cohort 7'])
  for (let i = 0; i < 20; i++) await waker.wake([large])
  await waker.flush()
  expect(told).toHaveLength(1)
  await until('the rest is told', async () => {
    await waker.flush()
    return told.length > 1
  })
  await waker.flush()
  expect(told).toEqual(['cohort 7', 'cohort 7'])
})

test('another cohort does not wait for this one, and a small one never waits', async () => {
  const { told, wake } = recorder()
  const waker = createWaker({ wake }, { shortestMs: 60_000, longestMs: 60_000 })
  await waker.wake([large, { ...large, cohort: 8 }])
  await waker.wake([large, { run: 2, cohort: 1, atOnce: true }])
  await waker.wake([{ run: 2, cohort: 1, atOnce: true }])
  expect(told).toEqual(['cohort 7', 'cohort 8', 'cohort 1', 'cohort 1'])
})

test('among many with news a cohort rests longer than alone, but not for ever', async () => {
  const many = Array.from({ length: 9 }, (_, i) => ({ ...large, cohort: 10 + i }))
  const { told, wake } = recorder()
  const waker = createWaker({ wake }, { perSecond: 0.01, shortestMs: 0, longestMs: 200 })
  await waker.wake([large, ...many])
  await waker.wake([large])
  expect(told).toHaveLength(10)
  await until('it is told again', async () => {
    await waker.flush()
    return told.length === 11
  })
})
