import { type Kysely, sql } from 'kysely'

/** Sizes of segments over time, lists taken from a segment, and profit as a score. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // rule_hash: a size belongs to the rule it was counted by; where it changes, sizes cannot be compared.
  `create table segment_size (
    segment uuid not null references segment on delete cascade,
    at timestamptz not null,
    size int not null,
    of_all int not null,
    cause text not null check (cause in ('daily', 'asked', 'run.started', 'run.ended')),
    run int,
    rule_hash text not null,
    primary key (segment, at)
  )`,
  // A list that was taken from a segment: whose members it holds, and as of when.
  `alter table customer_list
    add column segment uuid references segment on delete set null,
    add column as_of timestamptz`,
  `alter table score_model drop constraint score_model_kind_check`,
  `alter table score_model add constraint score_model_kind_check
    check (kind in ('rfm', 'buying', 'propensity', 'profit', 'outside'))`,
]
