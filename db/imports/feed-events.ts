import { sql } from 'kysely'
import { textArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'

/** Marks events as taken; answers those that nobody had taken before. */
export async function takeEvents(
  tx: Tx,
  { source, kind, eventIds }: { source: string; kind: string; eventIds: readonly string[] },
): Promise<Set<string>> {
  const { rows } = await sql<{ event_id: string }>`
    insert into feed_event (source, event_id, kind)
    select ${source}, e, ${kind} from unnest(${textArray(eventIds)}::text[]) e order by e
    on conflict do nothing returning event_id`.execute(tx)
  return new Set(rows.map((row) => row.event_id))
}
