import { setTimeout as sleep } from 'node:timers/promises'
import { moods } from '../world/moods.ts'
import type { Fault } from './fault.ts'

const moodMs = 4000

/** Providers in every mood. */
export const providerFaults: readonly Fault[] = moods.map(({ name, provider, mood }) => ({
  kind: `${provider === 'email' ? 'mail server' : 'gateway'} misbehaves`,
  name,
  customers: 12,
  async strike({ world }) {
    world.setMood(provider, mood)
    await sleep(moodMs)
    world.setMood(provider, null)
    return performance.now()
  },
}))
