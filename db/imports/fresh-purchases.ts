import { type RawBuilder, sql } from 'kysely'
import { onExtraConnection } from '../connect.ts'
import { addToMetrics, refreshMetrics } from '../customers/metrics.ts'
import { followMerged } from '../merging/hold.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { type CopyIn, copyAll, copyIn } from './copy-in.ts'
import { allEnd, buildIndex, buildSettled, type Index, listIndexes } from './fresh-indexes.ts'
import { type Filler, makeFresh, setLastId } from './fresh-table.ts'
import { type MetricSums, metricColumns } from './metric-sums.ts'
import type { Remapped } from './product-numbers.ts'
import { purchaseRowColumns } from './purchase-rows.ts'
import { handOn, isAnybodyEnrolled, type StoredPurchases } from './store-purchases.ts'
import { type Full, takePlaces } from './take-places.ts'

/** Whether the quick way of an installation's first purchases can be gone. */
export async function hasNoPurchases(connection: DbOrTx): Promise<boolean> {
  const rows = await connection.selectFrom('purchase').select('id').limit(1).execute()
  return rows.length === 0
}

/**
 * Fills a table of its own, whose indexes are built once, sorted, instead of row by row; nobody else waits for it until
 * `takePlace`. `fill` copies rows numbered from 1 and answers how many.
 */
export async function fillFreshPurchases<T extends { readonly rows: number }>(
  { connection, client, owner }: Filler,
  source: string,
  fill: (copy: CopyIn) => Promise<T>,
): Promise<T & { readonly name: string }> {
  return connection.transaction().execute(async (tx) => {
    const name = await makeFresh(tx, 'purchase', owner)
    await sql`alter table ${sql.table(name)} alter column source set default ${sql.lit(source)}`.execute(
      tx,
    )
    const statement = `copy ${name} (${purchaseRowColumns}) from stdin (format binary, freeze)`
    const filled = await fill(await copyIn(client, statement))
    await setLastId(tx, name, filled.rows)
    return { ...filled, name }
  })
}

interface Filled {
  readonly name: string
  readonly metrics: MetricSums
  /** What an equal reference means: the same purchase told twice, or one that repeats another. */
  readonly hasOwnIds: boolean
}

/** Purchases and metrics that only wait to take their places. */
export interface FullPurchases {
  readonly purchases: Full
  readonly metrics: Full
  /** Rows whose reference another row had before. */
  readonly same: number
  readonly hasOwnIds: boolean
}

/** Indexes the filled table on two connections at once, and makes the metrics of customers from its sums. */
export async function indexPurchases(
  db: Db,
  { connection, owner }: Filler,
  { name, metrics: sums, hasOwnIds }: Filled,
): Promise<FullPurchases> {
  const indexes = await listIndexes(connection, 'purchase')
  const purchases = { table: 'purchase', name, indexes } as const
  // The largest index takes as long as everything else.
  const isLarge = ({ unique, how }: Index) => !unique && how.startsWith(' USING btree')
  const build = async (on: Db, wanted: (index: Index) => boolean) => {
    for (const index of indexes.filter(wanted)) await buildIndex(on, name, index)
  }
  const [, others] = await allEnd([
    build(connection, isLarge),
    onExtraConnection(db, async (beside, client) => {
      const settle = () => settleEqualRefs(beside, sql.table(name), hasOwnIds)
      let same = 0
      for (const index of indexes.filter((one) => one.unique)) {
        same += await buildSettled(beside, { table: name, index, settle })
      }
      // Rows that were taken out are in the sums: then the metrics are counted from the table.
      const isCounted = hasOwnIds && same > 0
      const metrics = await makeMetrics(
        { connection: beside, client, owner },
        { purchases: name, sums: isCounted ? undefined : sums },
      )
      await build(beside, (index) => !index.unique && !isLarge(index))
      await sql`analyze ${sql.table(name)}`.execute(beside)
      return { metrics, same }
    }),
  ])
  return { ...others, purchases, hasOwnIds }
}

async function makeMetrics(
  { connection, client, owner }: Filler,
  { purchases, sums }: { purchases: string; sums: MetricSums | undefined },
): Promise<Full> {
  const name = await connection.transaction().execute(async (tx) => {
    const made = await makeFresh(tx, 'customer_metric', owner)
    if (sums) {
      const statement = `copy ${made} (${metricColumns}) from stdin (format binary, freeze)`
      await copyAll(client, statement, sums.rows())
    } else {
      await sql`insert into ${sql.table(made)} (${sql.raw(metricColumns)})
        select customer, min(at), max(at), count(*)::int, sum(amount) from ${sql.table(purchases)}
        group by customer order by customer`.execute(tx)
    }
    return made
  })
  const indexes = await listIndexes(connection, 'customer_metric')
  for (const index of indexes) await buildIndex(connection, name, index)
  await sql`analyze ${sql.table(name)}`.execute(connection)
  return { table: 'customer_metric', name, indexes }
}

export interface TakenPlace extends Omit<StoredPurchases, 'known' | 'changed'> {
  readonly customers: number
}

/**
 * Makes the full table the one of purchases, and its metrics those of customers. Purchases that somebody else stored
 * meanwhile are kept; the rows then go to them instead.
 */
export async function takePlace(
  tx: Tx,
  full: FullPurchases,
  remap: readonly Remapped[],
): Promise<TakenPlace> {
  const { purchases, same, hasOwnIds } = full
  const table = sql.table(purchases.name)
  for (const { given, right } of remap) {
    await sql`update ${table} set product = ${right} where product = ${given}`.execute(tx)
  }
  // From here on whoever stores a purchase waits for the end of the import; readers do not, until the very last.
  await sql`lock table purchase in share row exclusive mode`.execute(tx)
  const followed = await followMerged(tx, table)
  const handsOn = await isAnybodyEnrolled(tx)
  const counts =
    ((await hasNoPurchases(tx)) ? await swapIn(tx, full, handsOn) : undefined) ??
    (await moveRows(tx, table, handsOn))
  await refreshMetrics(tx, followed)
  return { ...counts, sameId: hasOwnIds ? same : 0, repeated: hasOwnIds ? 0 : same }
}

type Counts = Omit<TakenPlace, 'sameId' | 'repeated'>

/** Undefined if somebody does not let go of the tables. */
async function swapIn(
  tx: Tx,
  { purchases, metrics }: FullPurchases,
  handsOn: boolean,
): Promise<Counts | undefined> {
  const table = sql.table(purchases.name)
  await sql`savepoint before_swap`.execute(tx)
  const { rows } = await sql<Omit<Counts, 'handedOn'>>`
    select coalesce(sum(purchase_count), 0) as stored, coalesce(sum(total_amount), 0) as "storedAmount",
      count(*) as customers from ${sql.table(metrics.name)}`.execute(tx)
  const [counts] = rows
  if (!counts) throw new Error('An aggregate without a row')
  const handedOn = handsOn ? await handOnAll(tx, table) : 0
  await sql`alter table ${table} alter column source drop default`.execute(tx)
  // Without purchases there are no metrics either, and who would add some waits for the lock on purchases.
  if (await takePlaces(tx, [purchases, metrics])) return { ...counts, handedOn }
  await sql`rollback to savepoint before_swap`.execute(tx)
  return undefined
}

async function handOnAll(tx: Tx, table: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with inserted as (select * from ${table})${handOn()} select count(*) as n from handed`.execute(
    tx,
  )
  return rows[0]?.n ?? 0
}

/** Purchases came in while the file was read: they stay where they are, and the rows are stored one by one. */
async function moveRows(tx: Tx, table: RawBuilder<unknown>, handsOn: boolean): Promise<Counts> {
  const { rows } = await sql<Counts>`
    with inserted as (
      insert into purchase (customer, at, amount, quantity, product, channel, source, source_ref, repeated)
      select customer, at, amount, quantity, product, channel, source, source_ref, repeated
      from ${table} order by source_ref
      on conflict (source, source_ref) do nothing
      returning id, customer, at, amount, quantity, product, channel, source, source_ref
    ), counted as (${addToMetrics(sql`inserted`)} returning 1
    )${handsOn ? handOn() : sql``}
    select count(*) as stored, coalesce(sum(amount), 0) as "storedAmount",
      (select count(*) from counted) as customers,
      ${handsOn ? sql`(select count(*) from handed)` : sql`0`} as "handedOn"
    from inserted`.execute(tx)
  const [counts] = rows
  if (!counts) throw new Error('An aggregate without a row')
  return counts
}

/** Of rows with one id the first counts; rows of one content are told apart by their ordinal. Answers how many. */
async function settleEqualRefs(
  connection: Db,
  table: RawBuilder<unknown>,
  hasOwnIds: boolean,
): Promise<number> {
  const later = sql`(
    select id, row_number() over (partition by source_ref order by id) as n from ${table} t
    where source_ref in (select source_ref from ${table} group by 1 having count(*) > 1)) e`
  const { numAffectedRows } = hasOwnIds
    ? await sql`delete from ${table} f using ${later} where f.id = e.id and e.n > 1`.execute(
        connection,
      )
    : await sql`update ${table} f set source_ref = f.source_ref || '~' || e.n, repeated = true
        from ${later} where f.id = e.id and e.n > 1`.execute(connection)
  return Number(numAffectedRows ?? 0n)
}
