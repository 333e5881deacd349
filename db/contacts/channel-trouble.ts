import { sql } from 'kysely'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import type { DbOrTx, Tx } from '../schema.ts'
import type { NodeRef } from './deliveries.ts'

/**
 * Remembers since when the provider of a channel takes nothing, from what became of one chunk of real contacts of a
 * node: the first acceptance forgets it. `troubles` are the codes of attempts that found nobody. Call it last in a
 * transaction.
 */
export async function noteProvider(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  seen: { readonly accepted: number; readonly troubles: readonly string[] },
): Promise<void> {
  const channel = sql`(
    select channel from intent where run = ${run} and cohort = ${cohort} and node = ${node} limit 1)`
  const [code] = seen.troubles
  if (seen.accepted > 0) {
    await sql`delete from channel_trouble where channel = ${channel}`.execute(tx)
  } else if (code !== undefined) {
    await sql`
      insert into channel_trouble as t (channel, code, attempts)
      values (${channel}, ${code}, ${seen.troubles.length})
      on conflict (channel) do update
        set last_at = now(), code = excluded.code, attempts = t.attempts + excluded.attempts`.execute(
      tx,
    )
  }
}

/** Channels whose provider takes nothing, since when and how often it was tried. */
export function listChannelTroubles(
  db: DbOrTx,
): Promise<{ channel: Channel; code: string; since: InstantMs; attempts: number }[]> {
  return db.selectFrom('channel_trouble').select(['channel', 'code', 'since', 'attempts']).execute()
}
