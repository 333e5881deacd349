import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { estimateSegment } from '../../../db/analysis/estimate.ts'
import { countOverlap } from '../../../db/analysis/overlap.ts'
import { countRetention } from '../../../db/analysis/retention.ts'
import { segmentEffect } from '../../../db/analysis/segment-effect.ts'
import { listCustomerLists } from '../../../db/customers/customer-lists.ts'
import type { Db } from '../../../db/schema.ts'
import {
  countSavedSegment,
  createSegment,
  freezeSegment,
  listSegments,
  updateSegment,
} from '../../../db/segments/segment-library.ts'
import {
  dueSegmentSizes,
  keepSegmentSize,
  listSegmentSizes,
} from '../../../db/segments/segment-sizes.ts'
import { countSegment } from '../../../db/segments/segments.ts'
import type { Rule } from '../../../schemas/rule.ts'
import { testDatabase } from '../../support/database.ts'
import { makeRun } from '../../support/make-run.ts'
import { makeCustomers } from '../make-customers.ts'

const by = 'analyst'
const dayMs = 86_400_000
const now = Date.parse('2026-03-10T03:00:00Z')
const points = (value: number): Rule => ({ type: 'field', field: 'points', op: 'atLeast', value })

let db: Db
beforeAll(async () => {
  db = (await testDatabase()).db
})

test('overlap names every combination that somebody belongs to, and together they are the union', async () => {
  const { db } = await testDatabase()
  await makeCustomers(
    db,
    [1, 5, 15, 25, 35].map((value) => ({
      points: value,
      region: value > 20 ? '서울' : '부산',
      purchases: [{ at: '2026-01-01T00:00:00Z', amount: value }],
    })),
  )
  const save = async (name: string, rule: Rule) =>
    (await createSegment(db, { name, description: '', rule, by })).id
  const ten = await save('ten', points(10))
  const thirty = await save('thirty', points(30))
  const busan = await save('busan', { type: 'field', field: 'region', op: 'is', value: '부산' })
  expect(await countOverlap(db, { segments: [ten, thirty, busan], asOf: now })).toEqual([
    { segments: [busan], customers: 2, amount: 6 },
    { segments: [ten], customers: 1, amount: 25 },
    { segments: [ten, thirty], customers: 1, amount: 35 },
    { segments: [ten, busan], customers: 1, amount: 15 },
  ])
})

test('retention says who of a month’s new buyers bought again, month by month in the house’s zone', async () => {
  const { db } = await testDatabase()
  const bought = (...at: string[]) => ({ purchases: at.map((one) => ({ at: one, amount: 10 })) })
  await makeCustomers(db, [
    bought('2025-12-31T16:00:00Z', '2026-01-20T00:00:00Z', '2026-03-01T00:00:00Z'),
    bought('2026-01-05T00:00:00Z'),
    bought('2026-02-05T00:00:00Z', '2026-03-05T00:00:00Z', '2026-04-01T00:00:00Z'),
    bought('2025-12-31T14:00:00Z', '2026-01-20T00:00:00Z'),
  ])
  const rule: Rule = { type: 'everyone' }
  expect(await countRetention(db, { rule, months: 3, asOf: now })).toEqual([
    { month: '2026-01', customers: 2, active: [2, 0, 1], amount: [30, 0, 10] },
    { month: '2026-02', customers: 1, active: [1, 1], amount: [10, 10] },
  ])
})

test('a size is kept once a day, and one that was counted by another rule says so', async () => {
  await makeCustomers(db, [{ points: 1 }, { points: 20 }])
  const content = { name: 'Sizes', description: '', by }
  const { id } = await createSegment(db, { ...content, rule: points(10) })
  expect(await dueSegmentSizes(db, { now, max: 9 })).toEqual([
    { segment: id, cause: 'daily', run: null },
  ])
  await keepSegmentSize(db, { segment: id, cause: 'daily', now })
  expect(await dueSegmentSizes(db, { now: now + 60_000, max: 9 })).toEqual([])
  expect(await dueSegmentSizes(db, { now: now + dayMs, max: 9 })).toHaveLength(1)
  await updateSegment(db, id, { ...content, rule: points(0) })
  expect((await countSavedSegment(db, id, now + dayMs)).size).toBe(2)
  expect(await listSegmentSizes(db, id)).toMatchObject([
    { at: now, size: 1, ofAll: 2, cause: 'daily', ruleChanged: false },
    { at: now + dayMs, size: 2, cause: 'asked', ruleChanged: true },
  ])
})

test('a snapshot keeps its members, whatever becomes of them, and is not left half made', async () => {
  const { db } = await testDatabase()
  const [one] = await makeCustomers(db, [{ points: 20 }, { points: 1 }])
  const { id } = await createSegment(db, { name: 'Rich', description: '', rule: points(10), by })
  const frozen = await freezeSegment(db, { id, name: 'Rich in March', now, by })
  expect(frozen.fixedAt).toBe(now)
  await db
    .updateTable('customer')
    .set({ points: 0 })
    .where('id', '=', one ?? 0)
    .execute()
  expect(await countSegment(db, frozen.rule, now)).toBe(1)
  expect((await listSegments(db)).map((s) => s.fixedAt)).toEqual([null, now])
  await expect(freezeSegment(db, { id, name: 'Empty', now, by })).rejects.toThrow(
    'Nobody belongs to this segment now',
  )
  expect(await listCustomerLists(db)).toMatchObject([
    { name: 'Rich in March', customers: 1, segment: { id } },
  ])
})

test('the effect of a run tells those it took in from all others', async () => {
  const { db } = await testDatabase()
  const began = new Date(Date.now() - dayMs)
  const later = new Date(Date.now() - dayMs / 2).toISOString()
  const longAgo = { at: '2020-01-01T00:00:00Z', amount: 5 }
  const ids = await makeCustomers(db, [
    { purchases: [longAgo, { at: later, amount: 5 }] },
    { purchases: [longAgo] },
    { purchases: [longAgo] },
    { purchases: [longAgo, { at: later, amount: 5 }] },
    {},
  ])
  const { run } = await makeRun(db, { settings: { kind: 'live' } })
  const { uuid, plan } = await db
    .updateTable('run')
    .set({ started_at: began })
    .where('id', '=', run)
    .returning(['uuid', 'plan'])
    .executeTakeFirstOrThrow()
  for (const [no, customer] of ids.slice(0, 2).entries()) {
    const at = { entered_at: began, arrived_at: began }
    await db
      .insertInto('enrolment')
      .values({ run, cohort: 0, no, customer, plan, node: 1, ...at })
      .execute()
  }
  const rule: Rule = { type: 'field', field: 'recencyDays', op: 'atLeast', value: 365 }
  const effect = await segmentEffect(db, { rule, run: uuid, now: Date.now() })
  expect(effect.enrolled).toEqual({ customers: 2, before: 2, after: 1, joined: 0, left: 1 })
  expect(effect.others).toEqual({ customers: 3, before: 2, after: 1, joined: 0, left: 1 })
})

test('of very many customers some stand for all, within the interval; of few everybody is counted', async () => {
  const { db } = await testDatabase()
  const few = { rule: points(500), asOf: now, sample: 3 }
  await makeCustomers(db, [{ points: 1 }, { points: 900 }])
  expect(await estimateSegment(db, few)).toMatchObject({ count: 1, of: 2, between: null })
  await sql`
    insert into customer (external_id, points)
    select 'M' || i, i * 7919 % 1000 from generate_series(1, 120000) i`.execute(db)
  await sql`analyze customer`.execute(db)
  const rough = await estimateSegment(db, few)
  const exact = await countSegment(db, few.rule, now)
  expect(rough.sample).toHaveLength(3)
  expect(rough.between?.low).toBeLessThanOrEqual(exact)
  expect(rough.between?.high).toBeGreaterThanOrEqual(exact)
  expect(await estimateSegment(db, few)).toEqual(rough)
})
