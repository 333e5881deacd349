import { type Kysely, sql } from 'kysely'

/**
 * A purchase is known by what its source calls it, and nothing looks for its number. The reference comes first: sources
 * are few, so whoever compared them first compared nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table purchase drop column created_at`,
  `alter table purchase drop constraint purchase_pkey, drop constraint purchase_source_source_ref_key`,
  `alter table purchase add primary key (source_ref, source)`,
]
