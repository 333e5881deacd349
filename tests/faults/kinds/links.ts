import { setTimeout as sleep } from 'node:timers/promises'
import type { WireMood } from '../world/wire.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './fault.ts'

type Link = keyof World['links']

/** Connections that break, in every way connections do. */
export const linkFaults: readonly Fault[] = [
  ...(['postgres', 'temporal'] as const).flatMap((link) => [
    cutOff(link),
    during(link, 'connections refused', { does: 'refuse' }, 3000),
    during(link, 'connections delayed', { does: 'delay', ms: 120 }, 5000),
    during(link, 'connections half-open', { does: 'swallow' }, 6000),
  ]),
  during('postgres', 'disk full (53100)', { does: 'diskFull', share: 0.5 }, 5000),
  during('postgres', 'reply to a commit lost', { does: 'commitLost', share: 0.3 }, 5000),
]

function cutOff(link: Link): Fault {
  return {
    kind: 'connections cut',
    name: `every connection to ${link}, three times`,
    customers: 12,
    async strike({ world, chance }) {
      for (let i = 0; i < 3; i++) {
        await sleep(chance() * 1000)
        world.links[link].cut()
      }
      return performance.now()
    },
  }
}

function during(link: Link, kind: string, mood: WireMood, ms: number): Fault {
  return {
    kind,
    name: `${link}, for ${ms / 1000} s`,
    customers: 12,
    async strike({ world, chance }) {
      await sleep(chance() * 1000)
      world.links[link].set(mood)
      await sleep(ms)
      world.links[link].set({ does: 'pass' })
      return performance.now()
    },
  }
}
