import { setTimeout as sleep } from 'node:timers/promises'
import { setClock } from '../../../db/runs/clock.ts'
import { loadRunContext } from '../../../db/runs/runs.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { dayMs } from '../../../engine/durations.ts'
import { standingsOf } from '../driver/conductor.ts'
import type { World } from '../world/world.ts'
import { untilShown } from './alerts.ts'
import type { Fault } from './fault.ts'
import { restore } from './restore.ts'

/** Memory that is lost, and clocks that jump. */
export const stateFaults: readonly Fault[] = [
  {
    kind: "Temporal's store lost",
    name: "Temporal killed, its file deleted, started empty; Dasi's processes live on",
    customers: 12,
    async strike({ world, chance }) {
      await sleep(chance() * 1500)
      const struckAt = performance.now()
      await world.ground.crashTemporal({ loseStore: true })
      return struckAt
    },
  },
  {
    kind: 'PostgreSQL restored',
    name: 'its data folder put back to an older copy; nothing is sent until an operator opens the gate',
    customers: 12,
    strike: restore,
  },
  jump('forward', 3 * dayMs),
  jump('back', -2 * dayMs),
  {
    kind: 'provider down for days',
    name: 'the mail server refuses while two days pass',
    customers: 12,
    async strike({ world, conductor }) {
      world.setMood('email', { fault: { fault: 'refuse', status: 421, stage: 'rcpt' }, share: 1 })
      await sleep(3000)
      conductor.hold(true)
      await moveClocks(world, 2 * dayMs)
      await sleep(1000)
      await moveClocks(world, 2 * dayMs)
      await untilShown(world, 'CONTACTS_EXPIRED')
      world.setMood('email', null)
      return performance.now()
    },
  },
]

function jump(way: string, ms: number): Fault {
  return {
    kind: 'clock jumps',
    name: `every run's clock set ${Math.abs(ms) / dayMs} days ${way}`,
    customers: 12,
    async strike({ world, chance }) {
      await sleep(chance() * 1500)
      await moveClocks(world, ms)
      return performance.now()
    },
  }
}

async function moveClocks(world: World, ms: number): Promise<void> {
  const { db, workflows } = world
  for (const { run, ended } of await standingsOf(world)) {
    if (ended) continue
    const { kind, now } = await loadRunContext(db, run)
    if (kind === 'sandbox') continue
    await workflows.wake(await inTransaction(db, (tx) => setClock(tx, run, now + ms)))
  }
}
