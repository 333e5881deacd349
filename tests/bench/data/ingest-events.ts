import { acceptEvents, mergeNewEvents, wakeMerged } from '../../../db/inbox/inbox.ts'
import type { DataPart } from './part.ts'

const batch = 1000
const batches = 50

/** Purchases that a shop sends in one by one, a thousand in a request, until they are stored and counted. */
export const ingestEvents: DataPart = async ({ db, customers, now, print }) => {
  const started = performance.now()
  for (let at = 0; at < batches; at++) {
    await acceptEvents(db, {
      source: 'till',
      events: Array.from({ length: batch }, (_, no) => ({
        eventId: `${at}-${no}`,
        event: {
          type: 'purchase',
          customer: `C${1_000_000 + ((at * batch + no) % customers)}`,
          at: new Date(now - no * 1000).toISOString(),
          amount: 1000 + no,
          quantity: 1,
        },
      })),
    })
    while ((await mergeNewEvents(db, batch)) > 0) await wakeMerged(db, batch)
  }
  print('events_ingested_per_s', (batch * batches) / ((performance.now() - started) / 1000))
}
