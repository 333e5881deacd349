import { type Kysely, sql } from 'kysely'

/** Imports that can be watched and repeated, declared attributes, marks of quality, and customers who are one person. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // state: running, done, failed, cancelled. rejects: the rejects file, as long as it is small; it is dropped later.
  `alter table import_job
    add column by text not null default '',
    add column file text,
    add column progress jsonb not null default '{}',
    add column cancel_asked boolean not null default false,
    add column report jsonb,
    add column rejects text,
    add column told_at timestamptz not null default now()`,
  `create index import_job_by_source on import_job (source, kind, started_at)`,
  // How the columns of a source's files were named the last time.
  `create table import_mapping (
    kind text not null,
    source text not null,
    mapping jsonb not null,
    date_format text,
    saved_at timestamptz not null default now(),
    primary key (kind, source)
  )`,
  `create table attribute (
    key text primary key,
    label text not null,
    type text not null check (type in ('text', 'number', 'boolean')),
    unit text,
    allowed jsonb,
    made_by text not null,
    made_at timestamptz not null default now()
  )`,
  // Events of shop, web and call centre that were taken, each once.
  `create table feed_event (
    source text not null,
    event_id text not null,
    kind text not null,
    taken_at timestamptz not null default now(),
    primary key (source, event_id)
  )`,
  // What customers' data was like at an instant; subject is a field of a customer, or attributes.<key>.
  `create table quality_mark (
    at timestamptz not null,
    subject text not null,
    total int not null,
    filled int not null,
    valid int not null,
    primary key (subject, at)
  )`,
  // Who was found to be the same person as somebody else: out of sight, their ids mean the other.
  `alter table customer add column merged_into int references customer`,
  `create index customer_merged on customer (merged_into) where merged_into is not null`,
  // moved: which rows went over, so that they can go back.
  `create table customer_merge (
    id int generated always as identity primary key,
    kept int not null references customer,
    gone int not null references customer,
    moved jsonb not null,
    made_by text not null,
    made_at timestamptz not null default now(),
    undone_by text,
    undone_at timestamptz
  )`,
  `create index customer_merge_by_kept on customer_merge (kept)`,
]
