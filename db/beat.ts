import { sql } from 'kysely'
import type { InstantMs } from '../schemas/basics.ts'
import type { Db, DbOrTx, Tx } from './schema.ts'

/** How often the database is told that somebody is there. */
export const beatEveryMs = 4000
/** Without a beat for so long nobody was there: Dasi was stopped, or the database put back. */
const awayMs = 5 * beatEveryMs

/** Counts one beat unless another router has just done so; a long silence before it is noted. */
export async function countBeat(db: DbOrTx): Promise<void> {
  await sql`
    update installation set beat = beat + 1, alive_at = clock_timestamp(),
      away_since = case when ${isLate} and coalesce(away_until < clock_timestamp() - interval '10 minutes', true)
        then alive_at else away_since end,
      away_until = case when ${isLate} then clock_timestamp() else away_until end
    where alive_at < clock_timestamp() - ${beatEveryMs} * interval '1 ms'`.execute(db)
}

const isLate = sql`alive_at < clock_timestamp() - ${awayMs} * interval '1 ms'`

const greatestSeen = new WeakMap<Db, number>()

/**
 * Call it before the beat is read; what it returns says of the beat that was read whether the database was put back to an
 * older copy while this process lived, which has seen a later one before. An operator who opens the gate raises the beat
 * beyond all that was seen.
 */
export function watchBeat(db: Db): (beat: number) => boolean {
  const before = greatestSeen.get(db) ?? 0
  return (beat) => {
    if (beat < before) return true
    greatestSeen.set(db, Math.max(beat, greatestSeen.get(db) ?? 0))
    return false
  }
}

export async function loadBeat(db: DbOrTx): Promise<number> {
  const { beat } = await db.selectFrom('installation').select('beat').executeTakeFirstOrThrow()
  return beat
}

/**
 * An instant before which these rows were surely current, if they were put back within a day: the beginning of the latest
 * silence, or the last beat.
 */
export async function copiedAt(tx: Tx): Promise<InstantMs> {
  const { rows } = await sql<{ at: InstantMs }>`
    select case when away_until > clock_timestamp() - interval '1 day' then away_since else alive_at end
      - ${awayMs} * interval '1 ms' as at
    from installation`.execute(tx)
  return rows[0]?.at ?? 0
}
