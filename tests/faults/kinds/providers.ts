import { setTimeout as sleep } from 'node:timers/promises'
import { moods } from '../world/moods.ts'
import type { Fault } from './fault.ts'

const moodMs = 4000
/** A mood that nobody met proves nothing: more customers come until somebody has. */
const launchEveryMs = 20_000
const metWithinMs = 600_000

/** Providers in every mood. */
export const providerFaults: readonly Fault[] = moods.map(({ name, provider, mood }) => ({
  kind: `${provider === 'email' ? 'mail server' : 'gateway'} misbehaves`,
  name,
  customers: 12,
  async strike(season) {
    const { world } = season
    const before = world.struck(provider)
    world.setMood(provider, mood)
    const begun = performance.now()
    for (let launched = 1; world.struck(provider) === before; ) {
      const waitedMs = performance.now() - begun
      if (waitedMs > metWithinMs) throw new Error(`Nobody met ${name} within ${metWithinMs} ms`)
      if (waitedMs >= launched * launchEveryMs) {
        launched += 1
        await season.launch({ customers: 12 })
      }
      await sleep(50)
    }
    await sleep(Math.max(0, begun + moodMs - performance.now()))
    world.setMood(provider, null)
    return performance.now()
  },
}))
