import { type RawBuilder, sql } from 'kysely'
import type { CopyClient } from '../connect.ts'
import { addToMetrics } from '../customers/metrics.ts'
import type { Tx } from '../schema.ts'
import { type CopyIn, copyIn } from './copy-in.ts'
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
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
  const name = `purchase_${rows[0]?.pid ?? 0}`
  await sql`create table ${sql.table(name)}
    (like purchase including defaults including identity including storage including comments)`.execute(
    tx,
  )
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

/**
 * Makes the filled table the one of purchases and counts its customers’ metrics. `hasOwnIds` says what an equal
 * reference means: the same purchase told twice, or one that repeats another. Purchases that somebody else stored
 * meanwhile are kept; the rows then go to them instead.
 */
export async function takePlace(
  tx: Tx,
  {
    name,
    hasOwnIds,
    remap,
  }: {
    readonly name: string
    readonly hasOwnIds: boolean
    /** Numbers of products to put right. */
    readonly remap: readonly Remapped[]
  },
): Promise<TakenPlace> {
  const table = sql.table(name)
  await sql`set local maintenance_work_mem = '256MB'`.execute(tx)
  for (const { given, right } of remap) {
    await sql`update ${table} set product = ${right} where product = ${given}`.execute(tx)
  }
  const indexes = await listIndexes(tx)
  let same = 0
  for (const index of indexes) {
    if (!index.unique) await build(tx, name, index)
    else if (!(await buildUnique(tx, name, index))) {
      same += await settleEqualRefs(tx, table, hasOwnIds)
      await build(tx, name, index)
    }
  }
  await sql`analyze ${table}`.execute(tx)
  // From here on whoever stores a purchase waits for the end of the import; readers do not, until the very last.
  await sql`lock table purchase in share row exclusive mode`.execute(tx)
  const isFree = await hasNoPurchases(tx)
  const handsOn = await isAnybodyEnrolled(tx)
  const counts = isFree ? await countFresh(tx, table, handsOn) : await moveRows(tx, table, handsOn)
  if (isFree) await swap(tx, name, indexes)
  else await sql`drop table ${table}`.execute(tx)
  return { ...counts, sameId: hasOwnIds ? same : 0, repeated: hasOwnIds ? 0 : same }
}

type Counts = Omit<TakenPlace, 'sameId' | 'repeated'>

async function countFresh(tx: Tx, table: RawBuilder<unknown>, handsOn: boolean): Promise<Counts> {
  // A table made from a query is filled by several processes; an insert into one that exists is not.
  await sql`create temp table fresh_metric on commit drop as
    select customer, min(at) as first_at, max(at) as last_at, count(*)::int as n, sum(amount) as total
    from ${table} group by customer`.execute(tx)
  await sql`insert into customer_metric as m
      (customer, first_purchase_at, last_purchase_at, purchase_count, total_amount)
    select customer, first_at, last_at, n, total from fresh_metric order by customer
    on conflict (customer) do update set first_purchase_at = excluded.first_purchase_at,
      last_purchase_at = excluded.last_purchase_at, purchase_count = excluded.purchase_count,
      total_amount = excluded.total_amount`.execute(tx)
  const { rows } = await sql<Omit<Counts, 'handedOn'>>`
    select coalesce(sum(n), 0) as stored, coalesce(sum(total), 0) as "storedAmount", count(*) as customers
    from fresh_metric`.execute(tx)
  const [counts] = rows
  if (!counts) throw new Error('An aggregate without a row')
  return { ...counts, handedOn: handsOn ? await handOnAll(tx, table) : 0 }
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
interface Index {
  readonly name: string
  /** From USING on. */
  readonly how: string
  readonly unique: boolean
  /** p or u: the index belongs to a constraint of its name. */
  readonly constraint: string | null
}

async function listIndexes(tx: Tx): Promise<Index[]> {
  const { rows } = await sql<Index>`
    select c.relname as name, substring(pg_get_indexdef(i.indexrelid) from ' USING .*$') as how,
      i.indisunique as unique, k.contype as constraint
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    left join pg_constraint k on k.conindid = i.indexrelid and k.contype in ('p', 'u')
    where i.indrelid = 'purchase'::regclass order by i.indexrelid`.execute(tx)
  return rows
}

const indexNameOn = (table: string, index: Index) => `${table}_${index.name}`.slice(0, 63)

async function build(tx: Tx, table: string, index: Index): Promise<void> {
  const unique = index.unique ? sql`unique` : sql``
  await sql`create ${unique} index ${sql.id(indexNameOn(table, index))} on ${sql.table(table)}${sql.raw(index.how)}`.execute(
    tx,
  )
}

/** False if two rows are equal in it; the transaction goes on. */
async function buildUnique(tx: Tx, table: string, index: Index): Promise<boolean> {
  await sql`savepoint before_unique`.execute(tx)
  try {
    await build(tx, table, index)
    return true
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== '23505') throw error
    await sql`rollback to savepoint before_unique`.execute(tx)
    return false
  }
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

/** The only moment at which readers wait, a few milliseconds. */
async function swap(tx: Tx, name: string, indexes: readonly Index[]): Promise<void> {
  const table = sql.table(name)
  await sql`alter table ${table} alter column source drop default`.execute(tx)
  await sql`drop table purchase`.execute(tx)
  await sql`alter table ${table} rename to purchase`.execute(tx)
  await sql`alter sequence ${sql.id(`${name}_id_seq`)} rename to purchase_id_seq`.execute(tx)
  for (const index of indexes) {
    const made = sql.id(indexNameOn(name, index))
    if (index.constraint === null) {
      await sql`alter index ${made} rename to ${sql.id(index.name)}`.execute(tx)
      continue
    }
    const kind = index.constraint === 'p' ? sql`primary key` : sql`unique`
    await sql`alter table purchase add constraint ${sql.id(index.name)} ${kind} using index ${made}`.execute(
      tx,
    )
  }
}
