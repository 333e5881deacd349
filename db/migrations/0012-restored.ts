import { type Kysely, sql } from 'kysely'

/** What makes up for lost workflows and for a database that was restored. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Real instant by which a cohort must have taken its next turn; null: only news can change anything for it.
  `alter table cohort add column look_at timestamptz`,
  // Real instant at which the gate closed because the rows were older than their workflows. What was due before it may
  // have gone out in the time that was lost; null: nothing is in doubt.
  `alter table installation add column doubt_until timestamptz`,
]
