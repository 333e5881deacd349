import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { noonZone } from '../support/noon-zone.ts'

/**
 * Customers up to `total` in all, who may be contacted everywhere and bought once, long ago. The one of number n has n
 * points, so that a rule can take any number of them without drawing lots. It is noon with all of them: the hour of the
 * measurement is no part of it.
 */
export async function growAudience(db: Db, total: number): Promise<void> {
  const { rows } = await sql<{
    n: number
  }>`select coalesce(max(points), 0) as n from customer`.execute(db)
  const from = (rows[0]?.n ?? 0) + 1
  if (from > total) return
  await sql`
    with made as (
      insert into customer (external_id, name, email, phone, postal_code, address, points, zone, fictional)
      select 'C' || g, '고객' || g, 'c' || g || '@example.com', '010-0000-' || lpad((g % 10000)::text, 4, '0'),
        '04524', '서울 중구 세종대로 ' || g, g, ${noonZone()}, true
      from generate_series(${from}::int, ${total}::int) g returning id),
    willing as (insert into contact_state (customer, consent) select id, 15 from made),
    bought as (
      insert into purchase (customer, at, amount, source, source_ref)
      select id, timestamptz '2020-01-01', 10000, 'bench', id::text from made)
    insert into customer_metric select id, '2020-01-01', '2020-01-01', 1, 10000 from made`.execute(
    db,
  )
  await sql`vacuum analyze customer, contact_state, customer_metric, purchase`.execute(db)
}

/** How many customers there are: earlier parts may have made more than one needs. */
export async function audienceSize(db: Db): Promise<number> {
  const { size } = await db
    .selectFrom('customer')
    .select((eb) => eb.fn.max<number>('points').as('size'))
    .executeTakeFirstOrThrow()
  return size
}

/** House rules under which the hour of the measurement and earlier repetitions defer and refuse nobody. */
export async function allowEverything(db: Db): Promise<void> {
  const policy = JSON.stringify({ quietChannels: [], contactLimit: { contacts: 100, days: 1 } })
  await db.insertInto('policy').values({ created_by: 'bench', policy }).execute()
}

/** Removes every run, so that each repetition finds the tables as the first one did; outside what is measured. */
export async function forgetRuns(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.table_name as name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.table_schema = 'public' and c.column_name = 'run' and t.table_type = 'BASE TABLE' order by 1`.execute(
    db,
  )
  await sql`truncate ${sql.join(rows.map(({ name }) => sql.table(name)))} cascade`.execute(db)
  await db.updateTable('contact_state').set({ recent: [] }).execute()
  await sql`vacuum analyze contact_state`.execute(db)
  await sql`checkpoint`.execute(db)
}
