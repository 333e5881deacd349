import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Db } from '../schema.ts'

const windowMinutes = 15

/** Failed attempts to sign in during the last 15 minutes, the most of any of `who` (an address, a place). */
export async function countFailedSignIns(db: Db, who: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from auth.failed_sign_in
    where who = ${hashOf(who)} and at > now() - ${windowMinutes} * interval '1 minute'`.execute(db)
  return rows[0]?.n ?? 0
}

export async function noteFailedSignIn(db: Db, who: readonly string[]): Promise<void> {
  await sql`insert into auth.failed_sign_in (who)
    select unnest(${who.map(hashOf)}::bytea[])`.execute(db)
  await sql`delete from auth.failed_sign_in
    where at < now() - ${windowMinutes} * interval '1 minute'`.execute(db)
}

/** A right password clears what was counted against its address. */
export async function forgetFailedSignIns(db: Db, who: string): Promise<void> {
  await sql`delete from auth.failed_sign_in where who = ${hashOf(who)}`.execute(db)
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
