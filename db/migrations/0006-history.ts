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
  // Contacts that were not made are counted by how they ended from now on.
  `insert into counter (run, node, what, slot, n)
    select run, node, case status when 4 then 'unsent:refused' when 5 then 'unsent:failed' else 'unsent:expired' end, 0, count(*)
    from intent where status in (4, 5, 6) group by run, node, status`,
  `insert into counter_change (run, minute, node, what, slot, n)
    select run, date_trunc('minute', now()), node, what, 0, n from counter where what like 'unsent:%'`,
]
