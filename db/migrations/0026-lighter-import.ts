import { type Kysely, sql } from 'kysely'

/**
 * Days of purchases are found by ranges of pages: what comes in later stands further back, so a range says nearly as much
 * as an index a thousand times its size.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `drop index purchase_by_day`,
  `create index purchase_by_day on purchase using brin (at) with (pages_per_range = 32, autosummarize = on)`,
]
