import { setTimeout as sleep } from 'node:timers/promises'
import { intentsOf } from '../driver/intents.ts'
import { breakSend } from './adapters.ts'
import type { Bug } from './bug.ts'

/** The gate is asked when a message is queued, not when it leaves: whoever says no in between gets it all the same. */
export const gateBeforeQueue: Bug = {
  name: 'gate-before-queue',
  breaks: { rule: 3, promise: 'a refusal that was answered 2xx counts after the send time-out' },
  adapterFor: breakSend('email', (shipped) => async (batch, context) => {
    await sleep(2 * context.timeoutMs)
    return shipped.send(batch, { ...context, signal: new AbortController().signal })
  }),
  async play({ world, shop, launch, conductor }) {
    await launch({ customers: 20 })
    const [started] = await intentsOf(world, { channel: 'email', status: 2 })
    const contact = started?.outward
    await shop.tell({
      eventId: 'no',
      event: { type: 'response', contact, response: 'unsubscribed', at: new Date().toISOString() },
    })
    await conductor.calm()
  },
}
