import { randomUUID } from 'node:crypto'
import { breakSend } from './adapters.ts'
import type { Bug } from './bug.ts'

/** An answer that never came counts as a failure: the message goes out again, under an id of its own. */
export const freshId: Bug = {
  name: 'fresh-id',
  breaks: { rule: 1, promise: 'at most one acceptance per intent' },
  adapterFor: breakSend('email', (shipped) => async (batch, context) => {
    const results = await shipped.send(batch, context)
    const lost = new Set(results.filter((r) => r.result === 'ambiguous').map((r) => r.outward))
    const again = batch.filter(({ outward }) => lost.has(outward))
    await shipped.send(
      again.map((item) => ({ ...item, outward: randomUUID() })),
      context,
    )
    return results.map((r) =>
      lost.has(r.outward) ? { outward: r.outward, result: 'accepted', providerRef: null } : r,
    )
  }),
  async play({ world, launch, conductor }) {
    world.setMood('email', { fault: { fault: 'drop', stage: 'data' }, share: 1 })
    await launch({ customers: 20 })
    await conductor.calm()
  },
}
