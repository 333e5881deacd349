import { type Kysely, sql } from 'kysely'

/** Scenarios saved to begin others with, and drafts as their authors left them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table template (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    description text not null default '',
    scenario jsonb not null,
    created_by text not null,
    created_at timestamptz not null default now()
  )`,
  `create unique index template_by_name on template (name)`,
  // A draft as it stood before somebody else, or the same person after a pause, went on with it.
  `create table draft_mark (
    scenario int not null references scenario,
    revision int not null,
    draft jsonb not null,
    saved_by text not null,
    saved_at timestamptz not null,
    primary key (scenario, revision)
  )`,
]
