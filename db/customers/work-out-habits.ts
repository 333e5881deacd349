import { sql } from 'kysely'
import { numberArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'
import { addRow, type KeyedRows, keyedRows, mostOf } from './most-of.ts'

/** What a customer mostly buys; null where no purchase says. */
interface Habits {
  readonly customer: number
  /** How many it was made from. */
  readonly purchases: number
  readonly channel: string | null
  readonly category: string | null
  /** How many different ones. */
  readonly products: number
}

/**
 * What engine/habits.ts says of all purchases of some customers, who come once each: their purchases are read once, in the
 * order they lie in, and counted here, for a third of what grouping and sorting them in PostgreSQL costs. Nobody who
 * has none.
 */
export async function workOutHabits(tx: Tx, customers: readonly number[]): Promise<Habits[]> {
  const bought = await readPurchases(tx, customers)
  const alone = bought.products.length
  const purchases = await addLines(tx, bought)
  const categories = await loadCategories(tx, bought.keys)
  const byCategory = ofCategories(bought.products, { alone, purchases, categories: categories.of })
  const slots = customers.length
  const channel = mostOf(bought.channels, { slots, keys: bought.names.length })
  const category = mostOf(byCategory, { slots, keys: categories.names.length })
  const products = mostOf(bought.products, { slots, keys: bought.keys.size })
  return customers.flatMap((customer, slot) => {
    const count = bought.counts[slot] ?? 0
    if (count === 0) return []
    return {
      ...{ customer, purchases: count },
      channel: bought.names[channel.first[slot] ?? -1] ?? null,
      category: categories.names[category.first[slot] ?? -1] ?? null,
      products: products.different[slot] ?? 0,
    }
  })
}

/** The first rows are purchases alone, the others lines: a purchase counts once for each category that its lines are of. */
function ofCategories(
  { slots, keys, at, length }: KeyedRows,
  of: { alone: number; purchases: readonly number[]; categories: readonly number[] },
): KeyedRows {
  const rows = keyedRows()
  const seen = new Set<number>()
  for (let row = 0; row < length; row++) {
    const line = row - of.alone
    if (line >= 0 && of.purchases[line] !== of.purchases[line - 1]) seen.clear()
    const category = of.categories[keys[row] ?? -1] ?? -1
    if (category === -1 || seen.has(category)) continue
    if (line >= 0) seen.add(category)
    addRow(rows, slots[row] ?? 0, category, at[row] ?? 0)
  }
  return rows
}

/** Of the customers by their places, with products numbered as they come and channels in the order of their names. */
interface Bought {
  readonly counts: Int32Array
  readonly channels: KeyedRows
  readonly names: readonly string[]
  readonly products: KeyedRows
  /** The number of a product's number. */
  readonly keys: Map<number, number>
  /** Purchases that name no product themselves. */
  readonly open: ReadonlyMap<number, { readonly slot: number; readonly at: number }>
}

/** Purchases come packed, sixteen or twenty bytes each: as rows they would cost twice as much to tell and to take. */
async function readPurchases(tx: Tx, customers: readonly number[]): Promise<Bought> {
  const { rows } = await sql<{ channel: string | null; named: Buffer; open: Buffer }>`
    select channel,
      coalesce(string_agg(int4send(customer) || timestamptz_send(at) || int4send(product), ''::bytea)
        filter (where product is not null), '') as named,
      coalesce(string_agg(int4send(customer) || timestamptz_send(at) || int8send(id), ''::bytea)
        filter (where product is null), '') as open
    from purchase where customer = any(${numberArray(customers)}::int[]) group by channel`.execute(
    tx,
  )
  const places = new Map(customers.map((customer, slot) => [customer, slot]))
  const names = inOrder(rows.map((row) => row.channel))
  const counts = new Int32Array(customers.length)
  const [channels, products] = [keyedRows(), keyedRows()]
  const keys = new Map<number, number>()
  const open = new Map<number, { slot: number; at: number }>()
  for (const row of rows) {
    const channel = row.channel === null ? -1 : names.indexOf(row.channel)
    const count = (slot: number, at: number) => {
      counts[slot] = (counts[slot] ?? 0) + 1
      if (channel !== -1) addRow(channels, slot, channel, at)
    }
    const named = viewOf(row.named)
    for (let from = 0; from < named.byteLength; from += 16) {
      const slot = places.get(named.getInt32(from)) ?? 0
      const at = int64(named, from + 4)
      count(slot, at)
      addRow(products, slot, numberOf(keys, named.getInt32(from + 12)), at)
    }
    const others = viewOf(row.open)
    for (let from = 0; from < others.byteLength; from += 20) {
      const slot = places.get(others.getInt32(from)) ?? 0
      const at = int64(others, from + 4)
      count(slot, at)
      open.set(int64(others, from + 12), { slot, at })
    }
  }
  return { counts, channels, names, products, keys, open }
}

/** Adds what purchases consist of that name no product themselves; answers the purchase of each line. */
async function addLines(tx: Tx, { open, keys, products }: Bought): Promise<number[]> {
  if (open.size === 0) return []
  const { rows } = await sql<{ lines: Buffer | null }>`
    select string_agg(int8send(purchase) || int4send(product), ''::bytea order by purchase, no) as lines
    from purchase_line where purchase = any(${numberArray([...open.keys()])}::bigint[])`.execute(tx)
  const lines = viewOf(rows[0]?.lines ?? Buffer.alloc(0))
  const purchases: number[] = []
  for (let from = 0; from < lines.byteLength; from += 12) {
    const purchase = int64(lines, from)
    const its = open.get(purchase)
    if (!its) continue
    purchases.push(purchase)
    addRow(products, its.slot, numberOf(keys, lines.getInt32(from + 8)), its.at)
  }
  return purchases
}

interface Categories {
  /** In the order of their letters. */
  readonly names: readonly string[]
  /** The place of a product's category among them, by the number the product was given; -1 without one. */
  readonly of: readonly number[]
}

async function loadCategories(tx: Tx, keys: ReadonlyMap<number, number>): Promise<Categories> {
  const { rows } = await sql<{ id: number; category: string }>`
    select id, category from product
    where category is not null and id = any(${numberArray([...keys.keys()])}::int[])`.execute(tx)
  const names = inOrder(rows.map((row) => row.category))
  const places = new Map(names.map((name, at) => [name, at]))
  const of = Array.from(keys, () => -1)
  for (const { id, category } of rows) of[keys.get(id) ?? -1] = places.get(category) ?? -1
  return { names, of }
}

/** The names, each once, by their bytes, as PostgreSQL's "C" has them. */
function inOrder(names: readonly (string | null)[]): string[] {
  const once = new Set(names.filter((name) => name !== null))
  return [...once].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}

/** Microseconds since 2000 and numbers of purchases are exact. */
function int64(bytes: DataView, from: number): number {
  return bytes.getInt32(from) * 2 ** 32 + bytes.getUint32(from + 4)
}

function numberOf(keys: Map<number, number>, product: number): number {
  const known = keys.get(product)
  if (known !== undefined) return known
  keys.set(product, keys.size)
  return keys.size - 1
}
