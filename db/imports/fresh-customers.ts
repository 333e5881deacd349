import { sql } from 'kysely'
import { onExtraConnection } from '../connect.ts'
import { applySuppressions } from '../customers/consents.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { createBinaryRows } from './binary-rows.ts'
import { type CopyIn, copyAll, copyIn } from './copy-in.ts'
import { customerRowColumns } from './customer-rows.ts'
import { allEnd, buildIndex, buildSettled, type Index, listIndexes } from './fresh-indexes.ts'
import { type Filler, makeFresh, setLastId } from './fresh-table.ts'
import { type StoredCustomers, storeAmongOthers } from './stage-customers.ts'
import { type Full, takePlaces } from './take-places.ts'

/** Whether the quick way of the first customers can be gone. */
export async function hasNoCustomers(connection: DbOrTx): Promise<boolean> {
  const { rows } = await sql<{ none: boolean }>`
    select not exists (select from customer) and not exists (select from contact_state) as none`.execute(
    connection,
  )
  return rows[0]?.none === true
}

interface Filled {
  readonly name: string
  /** Rows that were copied, numbered from 1. */
  readonly rows: number
}

/**
 * Fills a table like `customer`; nobody else waits for it until `takeCustomersPlace`. `fill` copies rows numbered from 1
 * and answers how many.
 */
export async function fillFreshCustomers<T extends { readonly rows: number }>(
  { connection, client, owner }: Filler,
  fill: (copy: CopyIn) => Promise<T>,
): Promise<T & Filled> {
  return connection.transaction().execute(async (tx) => {
    const name = await makeFresh(tx, 'customer', owner)
    const statement = `copy ${name} (${customerRowColumns}) from stdin (format binary, freeze)`
    const filled = await fill(await copyIn(client, statement))
    await setLastId(tx, name, filled.rows)
    return { ...filled, name }
  })
}

/** Customers and their contact rows, who only wait to take their places. */
export interface FullCustomers {
  readonly customers: Full
  readonly contacts: Full
  /** Rows left. */
  readonly rows: number
  /** Rows about a customer of whom a later row tells. */
  readonly repeated: number
}

/**
 * Indexes the filled table on two connections at once, and gives each customer a contact row. Of several rows about one
 * customer the last counts.
 */
export async function indexCustomers(
  db: Db,
  { connection, client, owner }: Filler,
  { name, rows }: Filled,
): Promise<FullCustomers> {
  const indexes = await listIndexes(connection, 'customer')
  const isOfId = ({ how }: Index) => how.includes('(external_id)')
  const [{ contacts, repeated }] = await allEnd([
    (async () => {
      let settled = 0
      for (const index of indexes.filter(isOfId)) {
        const settle = () => keepLatest(connection, name)
        settled += await buildSettled(connection, { table: name, index, settle })
      }
      const made = { name, rows: settled === 0 ? rows : null }
      return {
        repeated: settled,
        contacts: await makeContactRows({ connection, client, owner }, made),
      }
    })(),
    onExtraConnection(db, async (beside) => {
      for (const index of indexes) if (!isOfId(index)) await buildIndex(beside, name, index)
      await sql`analyze ${sql.table(name)}`.execute(beside)
    }),
  ])
  const customers = { table: 'customer', name, indexes } as const
  return { customers, contacts, rows: rows - repeated, repeated }
}

async function keepLatest(connection: Db, name: string): Promise<number> {
  const table = sql.table(name)
  const { numAffectedRows } = await sql`
    delete from ${table} f using (
      select id, row_number() over (partition by external_id order by id desc) as n from ${table}) e
    where f.id = e.id and e.n > 1`.execute(connection)
  return Number(numAffectedRows ?? 0n)
}

/** `rows` null: some of the customers numbered from 1 are gone. */
async function makeContactRows(
  { connection, client, owner }: Filler,
  { name, rows }: { name: string; rows: number | null },
): Promise<Full> {
  const made = await connection.transaction().execute(async (tx) => {
    const contacts = await makeFresh(tx, 'contact_state', owner)
    if (rows === null) {
      await sql`insert into ${sql.table(contacts)} (scope, customer)
        select 0, id from ${sql.table(name)} order by id`.execute(tx)
    } else {
      const statement = `copy ${contacts} (scope, customer) from stdin (format binary, freeze)`
      await copyAll(client, statement, contactRows(rows))
    }
    return contacts
  })
  const indexes = await listIndexes(connection, 'contact_state')
  for (const index of indexes) await buildIndex(connection, made, index)
  await sql`analyze ${sql.table(made)}`.execute(connection)
  return { table: 'contact_state', name: made, indexes }
}

const chunkRows = 10_000

/** A contact row of the real world for each of the customers 1 to `last`. */
function* contactRows(last: number): Generator<Uint8Array> {
  const rows = createBinaryRows()
  for (let customer = 1; customer <= last; customer++) {
    rows.begin(2, 16)
    rows.int(0)
    rows.int(customer)
    if (customer % chunkRows === 0) yield rows.take()
  }
  yield rows.take()
  yield rows.trailer()
}

/**
 * Makes the full table the one of customers, each with a contact row. If customers came in meanwhile, the rows go to them
 * instead, as any later file’s do.
 */
export async function takeCustomersPlace(
  tx: Tx,
  { customers, contacts, rows, repeated }: FullCustomers,
  source: string,
): Promise<StoredCustomers> {
  await sql`savepoint before_swap`.execute(tx)
  await sql`lock table customer in share row exclusive mode`.execute(tx)
  if ((await hasNoCustomers(tx)) && (await takePlaces(tx, [customers, contacts]))) {
    const suppressed = await applySuppressions(tx, sql`select id from customer`)
    return { created: rows, updated: 0, unchanged: 0, repeated, consentsRecorded: 0, suppressed }
  }
  await sql`rollback to savepoint before_swap`.execute(tx)
  return { ...(await storeAmongOthers(tx, { name: customers.name, rows, source })), repeated }
}
