import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { countSegment } from '../../db/segments/segments.ts'
import { dormancyMonths } from '../../engine/metrics.ts'
import { demoCustomers, ensureDemo } from '../../local/demo.ts'
import { offerContentSchema } from '../../schemas/kinds/offer.ts'
import { ruleSchema } from '../../schemas/rule.ts'
import { cloneTemplate, testDatabase } from '../support/database.ts'

const { db } = await testDatabase()
const now = Date.parse('2026-11-20T03:00:00Z')
const filled = await ensureDemo(db, { now })

test('fills an empty installation with 5,000 fictional customers', async () => {
  expect(filled).toBe(true)
  const { rows } = await sql`
    select count(*) as customers, count(*) filter (where fictional) as fictional,
      count(distinct email) as emails, count(distinct region) as regions
    from customer`.execute(db)
  expect(rows[0]).toEqual({
    customers: demoCustomers,
    fictional: demoCustomers,
    emails: demoCustomers,
    regions: 17,
  })
})

test('nobody can be reached by what stands in the demonstration', async () => {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from customer
    where email not like '%@example.com' or phone not like '010-0000-____' or postal_code not like '00___'`.execute(
    db,
  )
  expect(rows[0]?.n).toBe(0)
})

test('does nothing in an installation that has customers', async () => {
  expect(await ensureDemo(db, { now })).toBe(false)
  const { rows } = await sql<{ n: number }>`select count(*) as n from customer`.execute(db)
  expect(rows[0]?.n).toBe(demoCustomers)
})

test('every saved segment and offer is valid, and every segment has hundreds of people', async () => {
  const segments = await db.selectFrom('segment').selectAll().execute()
  expect(segments.length).toBeGreaterThan(5)
  for (const { name, rule } of segments) {
    const size = await countSegment(db, ruleSchema.parse(rule), now)
    expect({ name, isLarge: size >= 200 && size <= 4500 }).toEqual({ name, isLarge: true })
  }
  for (const { content } of await db.selectFrom('offer').selectAll().execute()) {
    expect(offerContentSchema.safeParse(content).success).toBe(true)
  }
})

test('every cell of dormancy by points has people in it', async () => {
  const rows = await db
    .selectFrom('customer')
    .innerJoin('customer_metric', 'customer_metric.customer', 'customer.id')
    .select(['points', 'last_purchase_at as last'])
    .execute()
  const cells = new Map<string, number>()
  for (const { points, last } of rows) {
    const months = dormancyMonths({ since: last, at: now, zone: 'Asia/Seoul' })
    const cell = `${months < 3 ? 'awake' : months < 6 ? '3-5' : '6+'}/${points < 1000 ? 'few' : points < 5000 ? 'some' : 'many'}`
    cells.set(cell, (cells.get(cell) ?? 0) + 1)
  }
  expect(cells.size).toBe(9)
  expect(Math.min(...cells.values())).toBeGreaterThan(100)
})

test('all purchases lie in the three years before now, and the metrics count them', async () => {
  const { rows } = await sql<{ first: number; last: number; n: number; wrong: number }>`
    select min(p.at) as first, max(p.at) as last, count(*) as n,
      (select count(*) from customer_metric m where (m.first_purchase_at, m.last_purchase_at, m.purchase_count,
        m.total_amount) is distinct from (
          select row(min(at), max(at), count(*)::int, sum(amount)) from purchase where customer = m.customer)) as wrong
    from purchase p`.execute(db)
  const [facts] = rows
  expect(facts?.last).toBeLessThan(now)
  expect(facts?.first).toBeGreaterThan(now - 3.1 * 365 * 86_400_000)
  expect(facts?.n).toBeGreaterThan(50_000)
  expect(facts?.wrong).toBe(0)
})

test('the same people and purchases come out everywhere', async () => {
  const other = await cloneTemplate()
  try {
    await ensureDemo(other.db, { now: now + 86_400_000 })
    const fingerprint = sql<{ print: string }>`
      select md5(string_agg(external_id || name || phone || points || attributes::text || total_amount, ',' order by external_id))
        as print
      from customer join customer_metric m on m.customer = customer.id`
    const [here, there] = await Promise.all([
      fingerprint.execute(db),
      fingerprint.execute(other.db),
    ])
    expect(there.rows).toEqual(here.rows)
  } finally {
    await other.drop()
  }
})
