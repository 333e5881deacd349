import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { KnownValues, SegmentDetail } from '../../schemas/api/segments.ts'
import type { Rule } from '../../schemas/rule.ts'
import { makeCustomers } from '../db/make-customers.ts'
import { json, testApi } from './support.ts'

const { db, ask } = await testApi()
const as = 'marketer' as const
const everyone: Rule = { type: 'everyone' }
const save = async (name: string, rule: unknown) => {
  const body = { name, rule }
  return json<SegmentDetail>(await ask('POST /api/v1/segments', { as, body }))
}
const count = (rule: unknown) => ask('POST /api/v1/segments/count', { as, body: { rule } })

await makeCustomers(db, [
  {
    region: '=HYPERLINK("x")',
    attributes: { grade: 'gold, "old"' },
    email: 'who@example.com',
    consents: ['email'],
    scores: { alive: 0.25 },
    purchases: [{ at: '2025-03-10T03:00:00Z', amount: 12.5, channel: 'web', product: 'P1' }],
  },
  { region: '서울', points: -5, consents: ['email'] },
])

test('who belongs can be taken away, without names and addresses, harmless to a spreadsheet', async () => {
  const { id } = await save('모두\r\nX-Evil: 1', everyone)
  const answer = await ask(`GET /api/v1/segments/${id}/customers`, { as })
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(answer.headers.get('x-evil')).toBeNull()
  const text = await answer.text()
  const [head, first, second] = text.trimEnd().split('\r\n')
  expect(head).toBe(
    'customer,gender,region,points,firstPurchaseAt,lastPurchaseAt,purchaseCount,totalAmount,consent,attributes.grade',
  )
  const day = '2025-03-10T03:00:00.000Z'
  expect(first).toMatch(`,"'=HYPERLINK(""x"")",0,${day},${day},1,12.5,email,"gold, ""old"""`)
  expect(second).toMatch(/,서울,-5,,,0,0,email,$/)
  expect(text).not.toMatch(/Kim|example\.com/)
  const { detail } = await db
    .selectFrom('audit')
    .select('detail')
    .where('action', '=', 'segment.export')
    .executeTakeFirstOrThrow()
  expect(detail).toEqual({ customers: 2 })
  expect((await ask(`GET /api/v1/segments/${id}/customers`, { as: 'agent' })).status).toBe(403)
})

test('who has consented but has no address is not reachable', async () => {
  const { count: agreed } = await json<{ count: number }>(
    await count({ type: 'consent', channel: 'email', given: true }),
  )
  const { count: reachable } = await json<{ count: number }>(
    await count({ type: 'reachable', channel: 'email', reachable: true }),
  )
  expect([agreed, reachable]).toEqual([2, 1])
})

test('a segment is deleted once no other is made of it', async () => {
  const inner = await save('Inner', everyone)
  const outer = await save('Outer', {
    type: 'not',
    rule: { type: 'segment', segment: inner.id, member: true },
  })
  const refused = await ask(`DELETE /api/v1/segments/${inner.id}`, { as })
  expect([refused.status, await json(refused)]).toMatchObject([
    409,
    { code: 'CONFLICT', message: '"Outer" is made of "Inner": take it out of there first.' },
  ])
  for (const { id } of [outer, inner]) {
    expect((await ask(`DELETE /api/v1/segments/${id}`, { as })).status).toBe(200)
  }
  expect((await ask(`DELETE /api/v1/segments/${inner.id}`, { as })).status).toBe(404)
})

test('what occurs is offered: regions, purchase channels, categories, products by code or name', async () => {
  const known = await json<KnownValues>(await ask('GET /api/v1/known-values?product=p', { as }))
  expect(known).toEqual({
    regions: ['=HYPERLINK("x")', '서울'],
    purchaseChannels: ['web'],
    categories: ['music'],
    products: [{ code: 'P1', name: 'P1' }],
  })
  const none = await json<KnownValues>(await ask('GET /api/v1/known-values?product=%25_', { as }))
  expect(none.products).toEqual([])
})

const evil = `x' or 1=1); drop table customer; --"\\$1 :name`

test('nothing a rule says becomes SQL: text is text, and a name that is none is refused', async () => {
  const strange: readonly Rule[] = [
    { type: 'field', field: 'region', op: 'is', value: evil },
    { type: 'field', field: 'region', op: 'oneOf', value: [evil] },
    { type: 'field', field: 'attributes.grade', op: 'is', value: evil },
    {
      ...{ type: 'purchases', measure: 'sum', op: 'atLeast', value: 1 },
      ...{ channel: evil, product: evil, category: evil },
    },
  ]
  for (const rule of strange) {
    const answer = await count(rule)
    expect([answer.status, (await json<{ count: number }>(answer)).count]).toEqual([200, 0])
  }
  const refused: readonly unknown[] = [
    { type: 'field', field: `attributes.${evil}`, op: 'is', value: 1 },
    { type: 'field', field: `scores.${evil}`, op: 'atLeast', value: 1 },
    { type: 'field', field: evil, op: 'is', value: 1 },
    { type: 'field', field: 'region', op: evil, value: 'x' },
    { type: 'field', field: 'points', op: 'atLeast', value: evil },
    { type: 'field', field: 'createdAt', op: 'atLeast', value: evil },
    { type: 'purchases', measure: evil, op: 'atLeast', value: 1 },
    { type: 'purchases', measure: 'count', op: 'atLeast', value: 1, from: evil },
    { type: 'consent', channel: evil, given: true },
    { type: 'reachable', channel: evil, reachable: true },
    { type: 'responses', response: evil, op: 'atLeast', value: 1 },
    { type: 'responses', response: 'opened', op: 'atLeast', value: 1, campaign: evil },
    { type: 'list', list: evil, member: true },
    { type: 'segment', segment: evil, member: true },
    { type: 'everyone', sql: evil },
    { type: evil },
  ]
  for (const rule of refused) expect((await count(rule)).status).toBe(400)
  const grid = { rows: { by: 'values', field: `attributes.${evil}` } }
  expect((await ask('POST /api/v1/grids', { as, body: grid })).status).toBe(400)
  const label = { label: evil, type: 'text', unit: `';--`, allowed: [evil] }
  expect((await ask('PUT /api/v1/attributes/a%27b', { as, body: label })).status).toBe(400)
  expect((await ask('PUT /api/v1/attributes/odd', { as, body: label })).status).toBe(200)
  expect((await save(evil, everyone)).name).toBe(evil)
  const { external_id, uuid } = await db
    .selectFrom('customer')
    .select(['external_id', 'uuid'])
    .executeTakeFirstOrThrow()
  const body = { name: evil, customers: [external_id, evil] }
  const listed = await ask('POST /api/v1/lists', { as, body })
  expect(await json(listed)).toMatchObject({ name: evil, customers: 1, unknown: [evil] })
  const kept = await ask(`GET /api/v1/customers/${uuid}/export`, { as: 'admin' })
  expect((await json<{ lists: object[] }>(kept)).lists).toMatchObject([{ name: evil }])
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from customer`.execute(db)
  expect(rows).toEqual([{ n: 2 }])
})
