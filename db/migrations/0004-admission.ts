import { type Kysely, sql } from 'kysely'

/** Runs that go on admitting: audiences that are taken again, and customers who enter by an event. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // accepting: the audience may still grow. admission_due: instant of the run's clock at which it is taken again or
  // closes. entry_event: who has this event enters. closed_at: nobody is admitted from then on.
  // chunk_at, chunk_size: the last chunk that was admitted, from which the pace is kept.
  `alter table run
    add column accepting boolean not null default false,
    add column admission_due timestamptz,
    add column entry_event text,
    add column closed_at timestamptz,
    add column chunk_at timestamptz,
    add column chunk_size int not null default 0`,
  `create index run_by_entry_event on run (entry_event) where accepting`,
  // Events that wait to let their customers in; at: by the run's clock, in a sandbox perhaps ahead of it.
  `create table run_entry (
    id bigint generated always as identity primary key,
    run int not null,
    customer int not null,
    at timestamptz not null,
    received_at timestamptz not null default now()
  )`,
  `create index run_entry_waiting on run_entry (run, at)`,
]
