import { forgetRuns } from './audience.ts'
import type { Level } from './levels.ts'
import type { Machine } from './machine.ts'
import { type Pass, perSecond } from './pass.ts'
import type { Rival, WorkerSettings } from './rivals.ts'
import { rivalPass } from './ways.ts'

/** Standard settings of Temporal's SDK; `npm run bench -- tune` looks for better ones. */
export const bestSettings: Readonly<Record<Rival, WorkerSettings>> = {
  steps: {},
  joined: {},
  local: {},
}

export interface Rivalry {
  /** Takes as many customers through as fit the time; at the first call for a level it finds out how many. */
  pass(level: Level, rival: Rival): Promise<Pass>
  /** Takes just enough customers through to count what that costs Temporal. */
  glance(level: Level, rival: Rival): Promise<Pass>
}

/** To find out how fast a rival is, and what it costs Temporal. */
const first = { customers: 60, guessMs: 100 }
/** Without finding out: about two seconds' worth of the best rival. */
const few = { customers: 24, guessMs: 80 }

export function createRivalry(
  machine: Machine,
  {
    audience,
    seconds,
    quick = false,
    settings = bestSettings,
  }: {
    audience: number
    seconds: number
    quick?: boolean
    settings?: Readonly<Partial<Record<Rival, WorkerSettings>>>
  },
): Rivalry {
  const { customers: firstCustomers, guessMs: firstGuessMs } = quick ? few : first
  const paces = new Map<string, { msPerCustomer: number; customers: number }>()

  async function take(level: Level, rival: Rival, customers: number, guessMs: number) {
    for (let msPerCustomer = guessMs; ; msPerCustomer *= 2) {
      await forgetRuns(machine.db)
      const pass = await rivalPass(machine, {
        ...{ level, audience, customers, rival, msPerCustomer },
        settings: settings[rival] ?? {},
      })
      if (pass) return pass
    }
  }

  function note(key: string, pass: Pass): void {
    paces.set(key, {
      msPerCustomer: (pass.firstSeconds * 1000) / pass.customers,
      customers: Math.min(
        audience,
        Math.max(firstCustomers, Math.round(perSecond(pass) * seconds)),
      ),
    })
  }

  return {
    glance: (level, rival) => take(level, rival, firstCustomers, firstGuessMs),
    async pass(level, rival) {
      const key = `${level.name} ${rival}`
      if (!paces.has(key) && !quick) note(key, await this.glance(level, rival))
      const pace = paces.get(key) ?? { msPerCustomer: firstGuessMs, customers: firstCustomers }
      const pass = await take(level, rival, pace.customers, pace.msPerCustomer)
      note(key, pass)
      return pass
    },
  }
}
