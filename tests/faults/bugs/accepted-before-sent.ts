import { breakSend } from './adapters.ts'
import type { Bug } from './bug.ts'
import { killedAt } from './killed-at.ts'

/** Messages go into a queue in memory and count as sent; what a crash finds there is gone. */
export const acceptedBeforeSent: Bug = {
  name: 'accepted-before-sent',
  breaks: { rule: 2, promise: 'what was accepted is in the ledger' },
  adapterFor: breakSend('email', (shipped) => (batch, context) => {
    setTimeout(() => void shipped.send(batch, { ...context, signal: never }), 2000)
    return Promise.resolve(
      batch.map(({ outward }) => ({ outward, result: 'accepted', providerRef: null }) as const),
    )
  }),
  async play(season) {
    const dead = killedAt(season, 'worker', 'delivery.settled')
    await season.launch({ customers: 20 })
    await dead
    await season.conductor.calm()
  },
}

const never = new AbortController().signal
