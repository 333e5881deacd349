import { sql } from 'kysely'
import type { CopyClient } from '../connect.ts'
import { applySuppressions } from '../customers/consents.ts'
import type { Tx } from '../schema.ts'
import { createBinaryRows } from './binary-rows.ts'
import { type CopyIn, copyIn } from './copy-in.ts'
import { customerRowColumns } from './customer-rows.ts'
import { buildIndexes, type FreshOf, listIndexes, makeFresh, takePlaces } from './fresh-table.ts'
import { type StoredCustomers, storeAmongOthers } from './stage-customers.ts'

/** Whether the quick way of the first customers can be gone. */
export async function hasNoCustomers(tx: Tx): Promise<boolean> {
  const { rows } = await sql<{ none: boolean }>`
    select not exists (select from customer) and not exists (select from contact_state) as none`.execute(
    tx,
  )
  return rows[0]?.none === true
}

/** A table like `customer`, still without indexes; nobody else waits for it until `takeCustomersPlace`. */
export async function openFreshCustomers(
  tx: Tx,
  client: CopyClient,
): Promise<{ readonly name: string; readonly copy: CopyIn }> {
  const name = await makeFresh(tx, 'customer')
  const statement = `copy ${name} (${customerRowColumns}) from stdin (format binary, freeze)`
  return { name, copy: await copyIn(client, statement) }
}

/**
 * Makes the filled table, of rows numbered from 1, the one of customers, each with a contact row. Of several rows about
 * one customer the last counts. If customers came in meanwhile, the rows go to them instead, as any later file’s do.
 */
export async function takeCustomersPlace(
  tx: Tx,
  client: CopyClient,
  { name, rows, source }: { name: string; rows: number; source: string },
): Promise<StoredCustomers> {
  const table = sql.table(name)
  if (rows > 0) {
    await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${rows})`.execute(tx)
  }
  const indexes = await listIndexes(tx, 'customer')
  let repeated = 0
  const settle = async () => {
    const { numAffectedRows } = await sql`
      delete from ${table} f using (
        select id, row_number() over (partition by external_id order by id desc) as n from ${table}) e
      where f.id = e.id and e.n > 1`.execute(tx)
    repeated += Number(numAffectedRows ?? 0n)
    return repeated
  }
  await buildIndexes(tx, { name, indexes, settle })
  await sql`analyze ${table}`.execute(tx)
  const hasTaken = await swapIn(tx, client, {
    fresh: { table: 'customer', name, indexes },
    rows: repeated === 0 ? rows : null,
  })
  if (hasTaken) {
    const suppressed = await applySuppressions(tx, sql`select id from customer`)
    const created = rows - repeated
    return { created, updated: 0, unchanged: 0, repeated, consentsRecorded: 0, suppressed }
  }
  const stored = await storeAmongOthers(tx, { name, rows: rows - repeated, source })
  return { ...stored, repeated }
}

/** False, and nothing changed, if there are customers by now, or somebody does not let go of the table. */
async function swapIn(
  tx: Tx,
  client: CopyClient,
  { fresh, rows }: { fresh: Parameters<typeof takePlaces>[1][number]; rows: number | null },
): Promise<boolean> {
  await sql`savepoint before_swap`.execute(tx)
  await sql`lock table customer in share row exclusive mode`.execute(tx)
  if (await hasNoCustomers(tx)) {
    const table: FreshOf = 'contact_state'
    const name = await makeFresh(tx, table)
    if (rows === null) {
      await sql`insert into ${sql.table(name)} (scope, customer)
        select 0, id from ${sql.table(fresh.name)} order by id`.execute(tx)
    } else await copyContactRows(client, name, rows)
    const indexes = await listIndexes(tx, table)
    await buildIndexes(tx, { name, indexes, settle: async () => 0 })
    await sql`analyze ${sql.table(name)}`.execute(tx)
    if (await takePlaces(tx, [fresh, { table, name, indexes }])) return true
  }
  await sql`rollback to savepoint before_swap`.execute(tx)
  return false
}

const chunkRows = 10_000

/** A contact row of the real world for each of the customers 1 to `last`. */
async function copyContactRows(client: CopyClient, name: string, last: number): Promise<void> {
  const copy = await copyIn(
    client,
    `copy ${name} (scope, customer) from stdin (format binary, freeze)`,
  )
  const rows = createBinaryRows()
  for (let customer = 1; customer <= last; customer++) {
    rows.begin(2, 16)
    rows.int(0)
    rows.int(customer)
    if (customer % chunkRows === 0) await copy.write(rows.take())
  }
  await copy.write(rows.take())
  await copy.write(rows.trailer())
  await copy.end()
}
