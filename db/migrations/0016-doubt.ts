import { type Kysely, sql } from 'kysely'

/** What a database that was put back to an older copy may have forgotten, run by run. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // beat grows every few seconds, by whichever router comes first: one that is smaller than before says that the
  // database was put back. away: the latest time without any beat, from which the age of the copy is known.
  // first_seq: number of a new cohort's first turn; beyond all that workflows of lost cohorts can come with.
  `alter table installation
    add column beat int not null default 0,
    add column alive_at timestamptz not null default now(),
    add column away_since timestamptz,
    add column away_until timestamptz,
    add column first_seq int not null default 0`,
  // By the run's clock: contacts made from since to until may be forgotten, and so may be the entries of these numbers
  // of its audience, from_no up to before to_no. until is null while the gate is closed.
  `create table doubt (
    id int generated always as identity primary key,
    run int not null references run,
    since timestamptz not null,
    until timestamptz,
    from_no int not null default 0,
    to_no int not null default 0
  )`,
  `create index doubt_by_run on doubt (run)`,
  // Answers to contacts that nobody knows: found again when the contact is.
  `create index inbox_without_match on inbox ((event ->> 'contact')) where state = 3`,
]
