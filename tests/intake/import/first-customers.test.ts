import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createCustomers, newStranger } from '../../../db/customers/customers.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { importCustomers } from '../../../intake/import/import-customers.ts'
import { testDatabase } from '../../support/database.ts'
import { cellOf, fileOf, freshTables, rejectsFile, told } from './support.ts'

const { db } = await testDatabase()

async function empty() {
  await sql`truncate customer, contact_state, consent_event, suppression, import_job restart identity cascade`.execute(
    db,
  )
}

beforeEach(empty)

afterEach(async () => {
  expect(await freshTables(db)).toEqual([])
})

/** Somebody is here already: the quick way of the first customers is closed. */
async function closeQuickWay() {
  await inTransaction(db, (tx) => createCustomers(tx, [newStranger('other')]))
}

/** What an import left behind, but for numbers that the database gives. */
async function everybody() {
  const { rows } = await sql<{ all: unknown }>`
    select json_agg(json_build_array(c.external_id, c.name, c.email, c.phone, c.postal_code, c.address, c.gender,
      c.birth_date, c.region, c.language, c.zone, c.points, c.attributes, c.fictional, c.erased_at, c.merged_into,
      s.scope, s.consent, s.suppressed, s.recent) order by c.external_id) as all
    from customer c left join contact_state s on s.customer = c.id where c.external_id <> 'other'`.execute(
    db,
  )
  return rows[0]?.all
}

const cell = {
  name: cellOf(
    ['김하나', 'Ann Lee', ''],
    [
      ' Bo',
      'A  B',
      'é',
      '"a,b"',
      '\u3000김',
      '김\u2003둘',
      '박\u00a0',
      '\ufeff이',
      'x'.repeat(101),
    ],
  ),
  email: cellOf(
    ['a@b.co', 'A.b+c@x-y.co.kr', ''],
    ['a@b', 'a@b..c', '@b.c', '한@b.co', 'a b@c.d', `${'x'.repeat(65)}@b.co`, 'a@b@c.d', 'a@.b.c'],
  ),
  phone: cellOf(
    ['010-1234-5678', '019-0000-0000', ''],
    [
      '01012345678',
      '1012345678',
      '02-123-4567',
      '12',
      '010-12-3',
      '020-1234-5678',
      '010-12345-678',
    ],
  ),
  gender: cellOf(['f', '여', 'M', ''], ['미상', 'x']),
  birthDate: cellOf(
    ['1980-12-31', '1975.3.1', '19800229', ''],
    ['1981-02-29', '2030-01-01', 'x', '1899-12-31'],
  ),
  region: cellOf(['서울', 'Busan', '!', ''], ['경기 ', '\u00a0']),
  language: cellOf(['ko', 'en', 'EN-us', ''], ['korean']),
  zone: cellOf(['Asia/Seoul', 'Europe/Paris', ''], ['Nowhere/None']),
  points: cellOf(['0', '12', '007', ''], ['1,200', '-1', '1.5', '99999999999']),
}
const line = fc
  .tuple(fc.nat(20), ...Object.values(cell), fc.constantFrom('\n', '\r\n', '\n', '\n\n'))
  .map(
    ([id, ...cells]) => [id === 0 ? '' : `N${id}`, ...cells.slice(0, -1)].join(',') + cells.at(-1),
  )

describe('the first customers of an installation', () => {
  test('are read and stored as any others are, whatever the file holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 20 }), fc.boolean(), async (lines, isWhole) => {
        const header = ['customer', ...Object.keys(cell)].join(',')
        const text = `${header}\n${lines.join('')}`
        const file = isWhole ? text : text.trimEnd()
        const outcomes = []
        for (const isFirst of [true, false]) {
          await empty()
          if (!isFirst) await closeQuickWay()
          const rejects = rejectsFile()
          const report = await importCustomers(
            db,
            fileOf(file, { chunkBytes: 97 }),
            told({ rejects: rejects.sink }),
          )
          const { durationMs: _, ...told1 } = report
          outcomes.push({ report: told1, people: await everybody(), rejects: rejects.text() })
        }
        expect(outcomes[0]).toEqual(outcomes[1])
      }),
      { numRuns: 40 },
    )
  })

  test('have numbers that go on, and every key and index of the table is there afterwards', async () => {
    const shape = async () => {
      const { rows } = await sql<{ shape: unknown }>`
        select json_build_object(
          'indexes', (select json_agg(indexdef order by indexname) from pg_indexes
            where tablename in ('customer', 'contact_state')),
          'constraints', (select json_agg(json_build_array(conrelid::regclass, conname, pg_get_constraintdef(oid))
            order by conrelid::regclass::text, conname) from pg_constraint
            where conrelid in ('customer'::regclass, 'contact_state'::regclass) or confrelid = 'customer'::regclass),
          'options', (select json_agg(json_build_array(relname, reloptions) order by relname) from pg_class
            where oid in ('customer'::regclass, 'contact_state'::regclass)),
          'columns', (select json_agg(json_build_array(table_name, column_name, data_type, column_default, is_nullable,
            is_identity) order by table_name, ordinal_position) from information_schema.columns
            where table_name in ('customer', 'contact_state'))) as shape`.execute(db)
      return rows[0]?.shape
    }
    const before = await shape()
    const report = await importCustomers(db, fileOf('customer,name\nA,김\nB,이\nA,박\n'), told())
    expect(report).toMatchObject({ created: 2, repeated: 1, read: 3 })
    expect(await shape()).toEqual(before)
    await closeQuickWay()
    const { rows } = await sql<{ ids: number[] }>`
      select array_agg(id order by id) as ids from customer`.execute(db)
    expect(rows[0]?.ids).toEqual([2, 3, 4])
    const again = await importCustomers(db, fileOf('customer,name\nA,박\nB,이\n'), told())
    expect(again).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  })

  test('stand in tables at which is let who was let at the empty ones', async () => {
    // Roles belong to the whole server, which other tests use.
    const names = ['reader', 'clerk'].map((name) => `${name}_${randomBytes(6).toString('hex')}`)
    const [reader, clerk] = names.map((name) => sql.id(name))
    for (const name of names) await sql`create role ${sql.id(name)}`.execute(db)
    await sql`grant select on customer, contact_state to ${reader}, public`.execute(db)
    await sql`grant insert, update (name, points) on customer to ${clerk} with grant option`.execute(
      db,
    )
    const grants = async () =>
      (
        await sql`select relname, array(select a::text from unnest(relacl) a order by 1) as "all",
            (select json_agg(json_build_array(attname, attacl::text) order by attnum) from pg_attribute
              where attrelid = c.oid and attacl is not null) as columns
          from pg_class c where oid in ('customer'::regclass, 'contact_state'::regclass) order by 1`.execute(
          db,
        )
      ).rows
    try {
      const before = await grants()
      expect(before[1]).toMatchObject({
        columns: [
          ['name', expect.stringContaining('clerk')],
          ['points', expect.stringContaining('clerk')],
        ],
      })
      expect(await importCustomers(db, fileOf('customer\nA\n'), told())).toMatchObject({
        created: 1,
      })
      expect(await grants()).toEqual(before)
    } finally {
      await sql`revoke all on customer, contact_state from public`.execute(db)
      for (const name of names) {
        await sql`drop owned by ${sql.id(name)}`.execute(db)
        await sql`drop role ${sql.id(name)}`.execute(db)
      }
    }
  })

  test('who came in while the file was read are kept, and updated with what it says', async () => {
    async function* slowly() {
      yield* fileOf('customer,name,points\nA,김하나,\n')
      await inTransaction(db, (tx) => createCustomers(tx, [{ ...newStranger('A'), points: 7 }]))
      yield* fileOf('B,이두리,3\n')
    }
    const report = await importCustomers(db, slowly(), told())
    expect(report).toMatchObject({ created: 1, updated: 1, unchanged: 0 })
    const { rows } = await sql<{ name: string; points: number }>`
      select c.name, c.points from customer c join contact_state s on s.customer = c.id and s.scope = 0
      order by external_id`.execute(db)
    expect(rows).toEqual([
      { name: '김하나', points: 7 },
      { name: '이두리', points: 3 },
    ])
  })

  test('of a cancelled import are not there, and the next import is the first again', async () => {
    const stop = new AbortController()
    const cancelled = importCustomers(
      db,
      fileOf('customer,name\nA,김\n'),
      told({ signal: stop.signal, reach: async () => stop.abort() }),
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await everybody()).toBeNull()
    expect(await importCustomers(db, fileOf('customer,name\nA,김\n'), told())).toMatchObject({
      created: 1,
    })
  })
})
