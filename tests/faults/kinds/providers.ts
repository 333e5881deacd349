import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import { moods } from '../world/moods.ts'
import type { Fault } from './fault.ts'

const moodMs = 4000
/** A mood that nobody met proves nothing. */
const struckMin = 3

/** Providers in every mood. */
export const providerFaults: readonly Fault[] = moods.map(({ name, provider, mood }) => ({
  kind: `${provider === 'email' ? 'mail server' : 'gateway'} misbehaves`,
  name,
  customers: 12,
  async strike({ world }) {
    const before = world.struck(provider)
    world.setMood(provider, mood)
    await sleep(moodMs)
    await until(`${name} has struck`, () => world.struck(provider) >= before + struckMin, {
      limitMs: 120_000,
    })
    world.setMood(provider, null)
    return performance.now()
  },
}))
