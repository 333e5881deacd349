import pg from 'pg'

/**
 * What the database itself forgets and the checker must know: every change of a final state, who could be contacted
 * since when, and how the clocks of runs were set. Triggers write it, so no code of Dasi has a part in it; the instant of
 * each row's commit is PostgreSQL's own (`track_commit_timestamp`).
 */
export async function installWitness(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

/** Settings PostgreSQL must be started with. */
export const witnessSettings = { track_commit_timestamp: 'on' }

const statements = [
  'create schema faults',
  'create table faults.status_change (outward uuid, old smallint, new smallint)',
  `create function faults.note_status() returns trigger language plpgsql as $$
    begin insert into faults.status_change values (old.outward, old.status, new.status); return null; end $$`,
  `create trigger faults_status after update on intent for each row
    when (old.status >= 3 and new.status is distinct from old.status) execute function faults.note_status()`,
  `create table faults.willingness
    (customer int, consent smallint, night_consent smallint, suppressed smallint, no bigint generated always as identity)`,
  `create function faults.note_willingness() returns trigger language plpgsql as $$
    begin
      insert into faults.willingness values (new.customer, new.consent, new.night_consent, new.suppressed);
      return null;
    end $$`,
  `create trigger faults_willing after insert on contact_state for each row
    when (new.scope = 0) execute function faults.note_willingness()`,
  `create trigger faults_willingness after update on contact_state for each row
    when (new.scope = 0 and (new.consent, new.night_consent, new.suppressed)
      is distinct from (old.consent, old.night_consent, old.suppressed)) execute function faults.note_willingness()`,
  'create table faults.clock (run int, clock_offset interval, no bigint generated always as identity)',
  `create function faults.note_clock() returns trigger language plpgsql as $$
    begin insert into faults.clock values (new.id, new.clock_offset); return null; end $$`,
  `create trigger faults_clock after update on run for each row
    when (new.clock_offset is distinct from old.clock_offset) execute function faults.note_clock()`,
]
