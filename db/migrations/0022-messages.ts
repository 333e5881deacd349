import { type Kysely, sql } from 'kysely'

/** Messages saved to begin others with; a step keeps a copy of the words it took. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`create table saved_message (
      id uuid primary key default gen_random_uuid(),
      name text not null unique,
      channel text not null check (channel in ('email', 'sms', 'letter', 'call')),
      message jsonb not null,
      updated_by text not null,
      updated_at timestamptz not null default now()
    )`)
    .execute(db)
}
