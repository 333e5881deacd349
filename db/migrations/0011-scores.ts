import { type Kysely, sql } from 'kysely'

/** Models with what they were fitted to, and the newest scores of every customer. A model's row never changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table score_model (
    id int generated always as identity primary key,
    kind text not null check (kind in ('rfm', 'buying', 'propensity', 'outside')),
    name text not null,
    version int not null,
    settings jsonb not null,
    parameters jsonb not null,
    quality jsonb not null,
    window_from timestamptz,
    as_of timestamptz not null,
    customers int not null,
    made_at timestamptz not null default now(),
    made_by text not null,
    unique (name, version)
  )`,
  // Which model the values of a key in customer_score come from.
  `create table score (
    key text primary key,
    model int not null references score_model
  )`,
  `create table customer_score (
    customer int primary key references customer,
    scores jsonb not null
  ) with (fillfactor = 80)`,
]
