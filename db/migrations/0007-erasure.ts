import { type Kysely, sql } from 'kysely'

/** Letters of customers who were erased leave their batch; its manifest says how many, and what remains. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // rows and sha256 stay those of the batch as it was frozen.
  `alter table print_batch add column purged int not null default 0, add column rest_sha256 text`,
  `create index call_task_by_customer on call_task (customer)`,
]
