import { sql } from 'kysely'
import { numberArray, textArray } from '../arrays.ts'
import type { DbOrTx, Tx } from '../schema.ts'

/** Numbers of products, given out before the products stand in their table. */
export interface ProductNumbers {
  /** The number of a code; a new one’s if nobody knows it, undefined when no number is left. */
  of(code: string): number | undefined
  /** Makes the products that were new; `remap` has those whose code somebody else made meanwhile. */
  make(tx: Tx): Promise<{ readonly created: number; readonly remap: readonly Remapped[] }>
}

export interface Remapped {
  readonly given: number
  readonly right: number
}

/** Holds all codes in memory: a house has at most some hundred thousand products. `most`: how many may be new. */
export async function loadProductNumbers(db: DbOrTx, most: number): Promise<ProductNumbers> {
  const known = await db.selectFrom('product').select(['id', 'code']).execute()
  const numbers = new Map(known.map(({ id, code }) => [code, id]))
  const { rows } = await sql<{ free: number[] }>`
    select array_agg(nextval((select pg_get_serial_sequence('product', 'id')::regclass))::int) as free
    from generate_series(1, ${most}::int)`.execute(db)
  const free = rows[0]?.free ?? []
  const made: { id: number; code: string }[] = []
  return {
    of(code) {
      const found = numbers.get(code)
      if (found !== undefined) return found
      const id = free[made.length]
      if (id === undefined) return undefined
      made.push({ id, code })
      numbers.set(code, id)
      return id
    },
    async make(tx) {
      if (made.length === 0) return { created: 0, remap: [] }
      const ids = numberArray(made.map((one) => one.id))
      const codes = textArray(made.map((one) => one.code))
      await sql`insert into product (id, code, name) overriding system value
        select id, code, code from unnest(${ids}::int[], ${codes}::text[]) u (id, code) order by code
        on conflict (code) do nothing`.execute(tx)
      const { rows: others } = await sql<Remapped>`
        select u.id as given, p.id as right
        from unnest(${ids}::int[], ${codes}::text[]) u (id, code) join product p using (code)
        where p.id <> u.id`.execute(tx)
      return { created: made.length - others.length, remap: others }
    },
  }
}
