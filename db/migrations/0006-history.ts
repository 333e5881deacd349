import { type Kysely, sql } from 'kysely'

/** What came back tells when it was merged; providers sign what they hand in; the past of a run is read from marks. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Real time; null in rows of before. A branch that was taken earlier has not heard of it: it is late.
  `alter table response add column merged_at timestamptz`,
  `alter table response alter column merged_at set default now()`,
  `alter table run_purchase add column merged_at timestamptz`,
  `alter table run_purchase alter column merged_at set default now()`,
  // Shared with a provider that signs what it posts (Standard Webhooks); kept as it is, for signatures must be made anew.
  `create table hook_secret (
    id text primary key,
    name text not null,
    secret bytea not null,
    created_at timestamptz not null default now(),
    revoked_at timestamptz
  )`,
  `create index hook_secret_by_name on hook_secret (name)`,
  // All changes of a run’s counters before \`until\` (a whole hour), summed; made by the router afterwards, so that a
  // minute of the past is a mark and the changes of one hour. Hours without a change have none.
  `create table counter_mark (
    run int not null,
    until timestamptz not null,
    node smallint not null,
    what text not null,
    n bigint not null,
    primary key (run, until, node, what)
  )`,
]
