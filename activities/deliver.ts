import type { DeliveryActivities } from '../engine/ports.ts'
import type { SendResult } from './channels/channel.ts'
import type { Prepared } from './delivery/contact.ts'
import { outcomesOf } from './delivery/outcomes.ts'
import type { DeliveryParts } from './delivery/parts.ts'
import { prepareChunk } from './delivery/prepare-chunk.ts'
import { settle } from './delivery/settle.ts'
import { checkNotRestored, refuseRestored } from './restored.ts'

/** How long one call goes on sending. */
const callMs = 4000

/**
 * The activity that makes contacts: chunk by chunk, each prepared in one transaction (gate, budget, write-ahead), sent
 * without any, and settled in another. engine.md, "Contacts".
 */
export function createDeliveryActivities(parts: DeliveryParts): DeliveryActivities {
  return {
    async deliver({ seq, ...ref }) {
      if (seq !== undefined) await checkNotRestored(parts.db, ref, seq)
      const until = performance.now() + callMs
      let settled = 0
      for (;;) {
        const prepared = await prepareChunk(parts, ref)
        if (prepared === null) return { settled, more: false }
        if ('restored' in prepared) return refuseRestored(parts.db, ref, prepared.restored)
        await parts.reach?.('delivery.begun')
        const results = await send(parts, prepared)
        await parts.reach?.('delivery.sent')
        settled += await settle(parts, ref, { prepared, outcomes: outcomesOf(prepared, results) })
        await parts.reach?.('delivery.settled')
        parts.heartbeat()
        if (performance.now() > until) return { settled, more: true }
      }
    },
  }
}

async function send(
  { sendTimeoutMs }: DeliveryParts,
  { adapter, started }: Prepared,
): Promise<readonly SendResult[]> {
  if (started.length === 0) return []
  // The adapter keeps the time itself; this ends what does not listen.
  const signal = AbortSignal.timeout(sendTimeoutMs + 5000)
  return adapter.send(
    started.map((s) => s.outgoing),
    { signal, timeoutMs: sendTimeoutMs },
  )
}
