import { sql } from 'kysely'
import type { DbOrTx } from './schema.ts'

export interface Attribute {
  readonly key: string
  readonly type: 'text' | 'number' | 'boolean'
  /** The most frequent values, at most 20. */
  readonly examples: string[]
}

const customersLookedAt = 20_000

/** Imported attributes found among the 20,000 customers who came last, by key. */
export async function listAttributes(db: DbOrTx): Promise<Attribute[]> {
  const { rows } = await sql<Attribute>`
    with recent as (
      select attributes from customer where erased_at is null and attributes <> '{}'
      order by id desc limit ${customersLookedAt}),
    counted as (
      select a.key, jsonb_typeof(a.value) as type, left(a.value #>> '{}', 80) as value, count(*) as n
      from recent, jsonb_each(recent.attributes) a
      where a.value <> 'null' group by 1, 2, 3),
    ranked as (
      select *, row_number() over (partition by key order by n desc, value) as rank,
        first_value(type) over (partition by key order by n desc, value) as main
      from counted)
    select key, case main when 'number' then 'number' when 'boolean' then 'boolean' else 'text' end as type,
      array_agg(value order by rank) filter (where rank <= 20) as examples
    from ranked group by key, main order by key`.execute(db)
  return rows
}
