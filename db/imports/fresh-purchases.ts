import { type RawBuilder, sql } from 'kysely'
import type { CopyClient } from '../connect.ts'
import { addToMetrics } from '../customers/metrics.ts'
import type { Tx } from '../schema.ts'
import { type CopyIn, copyIn } from './copy-in.ts'
import { buildIndexes, listIndexes, makeFresh, takePlaces } from './fresh-table.ts'
import { type MetricSums, metricColumns } from './metric-sums.ts'
import type { Remapped } from './product-numbers.ts'
import { purchaseRowColumns } from './purchase-rows.ts'
import { handOn, isAnybodyEnrolled, type StoredPurchases } from './store-purchases.ts'

/** A table like `purchase`, still without indexes, that takes its place when it is full. */
export interface FreshTable {
  readonly name: string
  readonly copy: CopyIn
}

/**
 * Opens the quick way for the first purchases of an installation: rows are copied into a table of their own, whose
 * indexes are built once, sorted, instead of row by row. All of it happens in
 * the transaction of the import, and nobody else waits for it until `takePlace`.
 */
export async function openFreshTable(
  tx: Tx,
  client: CopyClient,
  source: string,
): Promise<FreshTable> {
  const name = await makeFresh(tx, 'purchase')
  await sql`alter table ${sql.table(name)} alter column source set default ${sql.lit(source)}`.execute(
    tx,
  )
  const statement = `copy ${name} (${purchaseRowColumns}) from stdin (format binary, freeze)`
  return { name, copy: await copyIn(client, statement) }
}

/** Whether the quick way can be gone. */
export async function hasNoPurchases(tx: Tx): Promise<boolean> {
  return (await tx.selectFrom('purchase').select('id').limit(1).execute()).length === 0
}

export interface TakenPlace extends Omit<StoredPurchases, 'known' | 'changed'> {
  readonly customers: number
}

interface Filled {
  readonly name: string
  /** Rows that were copied, numbered from 1. */
  readonly rows: number
  readonly metrics: MetricSums
  /** What an equal reference means: the same purchase told twice, or one that repeats another. */
  readonly hasOwnIds: boolean
  /** Numbers of products to put right. */
  readonly remap: readonly Remapped[]
}

/**
 * Makes the filled table the one of purchases, and its sums the metrics of customers. Purchases that somebody else stored
 * meanwhile are kept; the rows then go to them instead.
 */
export async function takePlace(tx: Tx, client: CopyClient, filled: Filled): Promise<TakenPlace> {
  const { name, rows, hasOwnIds, remap } = filled
  const table = sql.table(name)
  for (const { given, right } of remap) {
    await sql`update ${table} set product = ${right} where product = ${given}`.execute(tx)
  }
  if (rows > 0) {
    await sql`select setval(pg_get_serial_sequence(${name}, 'id'), ${rows})`.execute(tx)
  }
  const indexes = await listIndexes(tx, 'purchase')
  const settle = () => settleEqualRefs(tx, table, hasOwnIds)
  const same = await buildIndexes(tx, { name, indexes, settle })
  await sql`analyze ${table}`.execute(tx)
  // From here on whoever stores a purchase waits for the end of the import; readers do not, until the very last.
  await sql`lock table purchase in share row exclusive mode`.execute(tx)
  const handsOn = await isAnybodyEnrolled(tx)
  // Rows that were taken out are in the sums: then the metrics are counted from the table.
  const metrics = hasOwnIds && same > 0 ? undefined : filled.metrics
  const fresh = { table: 'purchase', name, indexes } as const
  const counts = (await hasNoPurchases(tx))
    ? await swapIn(tx, client, { fresh, metrics, handsOn })
    : undefined
  if (counts) return withSame(counts)
  const moved = await moveRows(tx, table, handsOn)
  await sql`drop table ${table}`.execute(tx)
  return withSame(moved)

  function withSame(found: Counts): TakenPlace {
    return { ...found, sameId: hasOwnIds ? same : 0, repeated: hasOwnIds ? 0 : same }
  }
}

type Counts = Omit<TakenPlace, 'sameId' | 'repeated'>

interface Swap {
  readonly fresh: Parameters<typeof takePlaces>[1][number]
  readonly metrics: MetricSums | undefined
  readonly handsOn: boolean
}

/** Undefined if somebody does not let go of the tables. */
async function swapIn(
  tx: Tx,
  client: CopyClient,
  { fresh, metrics, handsOn }: Swap,
): Promise<Counts | undefined> {
  const table = sql.table(fresh.name)
  await sql`savepoint before_swap`.execute(tx)
  // Without purchases there are no metrics either, and who would add some waits for the lock on purchases.
  const name = await makeFresh(tx, 'customer_metric')
  if (metrics) {
    const copy = await copyIn(
      client,
      `copy ${name} (${metricColumns}) from stdin (format binary, freeze)`,
    )
    for (const rows of metrics.rows()) await copy.write(rows)
    await copy.end()
  } else {
    await sql`insert into ${sql.table(name)} (${sql.raw(metricColumns)})
      select customer, min(at), max(at), count(*)::int, sum(amount) from ${table}
      group by customer order by customer`.execute(tx)
  }
  const indexes = await listIndexes(tx, 'customer_metric')
  await buildIndexes(tx, { name, indexes, settle: async () => 0 })
  await sql`analyze ${sql.table(name)}`.execute(tx)
  const { rows } = await sql<Omit<Counts, 'handedOn'>>`
    select coalesce(sum(purchase_count), 0) as stored, coalesce(sum(total_amount), 0) as "storedAmount",
      count(*) as customers from ${sql.table(name)}`.execute(tx)
  const [counts] = rows
  if (!counts) throw new Error('An aggregate without a row')
  const handedOn = handsOn ? await handOnAll(tx, table) : 0
  await sql`alter table ${table} alter column source drop default`.execute(tx)
  const hasTaken = await takePlaces(tx, [fresh, { table: 'customer_metric', name, indexes }])
  if (hasTaken) return { ...counts, handedOn }
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
  tx: Tx,
  table: RawBuilder<unknown>,
  hasOwnIds: boolean,
): Promise<number> {
  const later = sql`(
    select id, row_number() over (partition by source_ref order by id) as n from ${table} t
    where source_ref in (select source_ref from ${table} group by 1 having count(*) > 1)) e`
  const { numAffectedRows } = hasOwnIds
    ? await sql`delete from ${table} f using ${later} where f.id = e.id and e.n > 1`.execute(tx)
    : await sql`update ${table} f set source_ref = f.source_ref || '~' || e.n, repeated = true
        from ${later} where f.id = e.id and e.n > 1`.execute(tx)
  return Number(numAffectedRows ?? 0n)
}
