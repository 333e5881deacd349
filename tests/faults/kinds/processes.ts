import { setTimeout as sleep } from 'node:timers/promises'
import type { Season } from '../driver/season.ts'
import type { KeptProcess } from '../world/kept-process.ts'
import type { RoleName } from '../world/world.ts'
import type { Fault } from './fault.ts'

const roleNames: readonly RoleName[] = ['worker', 'router', 'api']

/** Processes that die, or stand still and come back when others have taken over. */
export const processFaults: readonly Fault[] = [
  ...roleNames.map(killedAtRandom),
  {
    kind: 'everything killed at once',
    name: 'SIGKILL to every worker, router and api',
    customers: 12,
    async strike(season) {
      await sleep(season.chance() * 1500)
      const all = Object.values(season.world.roles).flat()
      const struckAt = performance.now()
      for (const kept of all) kept.kill('SIGKILL')
      await untilBack(all)
      return struckAt
    },
  },
  {
    kind: 'worker frozen, then back',
    name: 'SIGSTOP for 15 s: its work is given to another before it goes on',
    customers: 12,
    async strike({ world, chance }) {
      await sleep(chance() * 1000)
      const [worker] = world.roles.worker
      const struckAt = performance.now()
      worker?.kill('SIGSTOP')
      await sleep(15_000)
      worker?.kill('SIGCONT')
      return struckAt
    },
  },
  {
    kind: 'Temporal killed',
    name: 'SIGKILL, and a start on the same file',
    customers: 12,
    async strike({ world, chance }) {
      await sleep(chance() * 1500)
      const struckAt = performance.now()
      await world.ground.crashTemporal()
      return struckAt
    },
  },
  {
    kind: 'PostgreSQL killed',
    name: 'SIGKILL, and a start on the same data',
    customers: 12,
    async strike({ world, chance }) {
      await sleep(chance() * 1500)
      const struckAt = performance.now()
      await world.ground.crashPostgres()
      return struckAt
    },
  },
]

function killedAtRandom(role: RoleName): Fault {
  return {
    kind: `${role} killed at random`,
    name: `SIGKILL to one ${role} after the other`,
    customers: 12,
    async strike({ world, chance }) {
      let struckAt = performance.now()
      for (const kept of world.roles[role]) {
        await sleep(chance() * 1500)
        struckAt = performance.now()
        kept.kill('SIGKILL')
      }
      await untilBack(world.roles[role])
      return struckAt
    },
  }
}

/** Waits until every one of these has died and is ready again. */
async function untilBack(processes: readonly KeptProcess[]): Promise<void> {
  // The death of a killed process is told a moment after the kill.
  await sleep(50)
  await Promise.all(processes.map((kept) => kept.ready()))
}

/** Kills whatever it meets, at random, for a time: worker, router and api often, Temporal and PostgreSQL seldom. */
export function storm(seconds: number): Fault {
  return {
    kind: 'storm',
    name: `SIGKILL at random for ${seconds} s`,
    customers: 30,
    async strike(season: Season) {
      const { world, chance } = season
      const end = performance.now() + seconds * 1000
      const all = Object.values(world.roles).flat()
      while (performance.now() < end) {
        await sleep(300 + chance() * 2500)
        const drawn = chance()
        if (drawn < 0.05) await world.ground.crashTemporal()
        else if (drawn < 0.12) await world.ground.crashPostgres()
        else all[Math.floor(chance() * all.length)]?.kill('SIGKILL')
      }
      const struckAt = performance.now()
      await untilBack(all)
      return struckAt
    },
  }
}
