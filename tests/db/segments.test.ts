import { beforeAll, expect, test } from 'vitest'
import type { Db } from '../../db/schema.ts'
import {
  countSavedSegment,
  createSegment,
  listSegments,
  loadSegment,
  loadSegmentByName,
  updateSegment,
} from '../../db/segments/segment-library.ts'
import {
  countCustomers,
  countSegment,
  countWithoutConsent,
  sampleSegment,
  takeSegment,
} from '../../db/segments/segments.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { Rule } from '../../schemas/rule.ts'
import { testDatabase } from '../support/database.ts'
import { makeCustomers } from './make-customers.ts'

const everyone: Rule = { type: 'everyone' }
const rich: Rule = { type: 'field', field: 'points', op: 'atLeast', value: 10 }
const asOf = Date.parse('2026-01-01T00:00:00Z')

let db: Db
let ids: readonly number[]
beforeAll(async () => {
  db = (await testDatabase()).db
  ids = await makeCustomers(
    db,
    Array.from({ length: 30 }, (_, i) => ({
      points: i,
      erased: i === 29,
      consents: i % 2 ? (['email', 'sms'] as const) : [],
      suppressed: i % 4 === 1 ? (['sms'] as const) : [],
    })),
  )
})

const audience = (run: number) =>
  db
    .selectFrom('run_audience')
    .select(['no', 'customer'])
    .where('run', '=', run)
    .orderBy('no')
    .execute()
const take = (run: number, more: { sampleSize?: number; seed?: number } = {}) =>
  inTransaction(db, (tx) =>
    takeSegment(tx, { run, rule: rich, asOf, sampleSize: null, seed: 1, ...more }),
  )

test('a count leaves out the erased', async () => {
  expect(await countSegment(db, rich, asOf)).toBe(19)
  expect(await countCustomers(db)).toBe(29)
})

test('a sample shows so many of the segment', async () => {
  const sample = await sampleSegment(db, rich, asOf, 5)
  expect(sample).toHaveLength(5)
  expect(sample.every(({ points }) => points >= 10)).toBe(true)
  expect(sample[0]).toMatchObject({ name: 'Kim', purchaseCount: 0, lastPurchaseAt: null })
})

test('of a segment, those without consent or suppressed are counted by channel', async () => {
  expect(await countWithoutConsent(db, rich, asOf)).toEqual({
    email: 10,
    sms: 14,
    letter: 19,
    call: 19,
  })
})

test('an audience is numbered without gaps, in the order of customers', async () => {
  expect(await take(1)).toBe(19)
  expect(await audience(1)).toEqual(ids.slice(10, 29).map((customer, no) => ({ no, customer })))
})

test('a sample is drawn by its seed, numbered in the order it was drawn', async () => {
  expect(await take(2, { sampleSize: 7, seed: 5 })).toBe(7)
  expect(await take(3, { sampleSize: 7, seed: 5 })).toBe(7)
  expect(await take(4, { sampleSize: 7, seed: 6 })).toBe(7)
  expect(await audience(3)).toEqual(await audience(2))
  expect(await audience(4)).not.toEqual(await audience(2))
  expect((await audience(2)).map(({ no }) => no)).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('a saved segment is found by id and by name, counted, and its count falls with its rule', async () => {
  const content = { name: 'Rich', description: 'ten points', rule: rich, by: 'a@example.com' }
  const made = await createSegment(db, content)
  expect(await loadSegmentByName(db, 'Rich')).toEqual(made)
  expect((await countSavedSegment(db, made.id, asOf)).size).toBe(19)
  const renamed = await updateSegment(db, made.id, { ...content, name: 'Rich people' })
  expect(renamed).toMatchObject({ name: 'Rich people', size: 19, countedAt: asOf })
  const changed = await updateSegment(db, made.id, { ...content, rule: everyone })
  expect(changed).toMatchObject({ size: null, countedAt: null })
  expect(await listSegments(db)).toEqual([changed])
})

test('a name that is taken, an unknown segment and an unusable rule are refused', async () => {
  const content = { name: 'Taken', description: '', rule: rich, by: 'a@example.com' }
  const { id } = await createSegment(db, content)
  await expect(createSegment(db, content)).rejects.toMatchObject({ code: 'CONFLICT' })
  const nowhere = '00000000-0000-4000-8000-000000000000'
  await expect(loadSegment(db, nowhere)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  const rule: Rule = { type: 'field', field: 'points', op: 'is', value: 'ten' }
  await expect(updateSegment(db, id, { ...content, rule })).rejects.toThrow(
    /"points" takes a number/,
  )
  await expect(countSegment(db, rule, asOf)).rejects.toMatchObject({ code: 'INVALID' })
})
