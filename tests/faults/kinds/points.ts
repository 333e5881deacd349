import { setTimeout as sleep } from 'node:timers/promises'
import { type Point, points } from '../../../engine/points.ts'
import type { Season } from '../driver/season.ts'
import type { RoleName } from '../world/world.ts'
import type { Fault } from './fault.ts'

interface Reached {
  readonly by: RoleName
  /** Makes sure that somebody comes there. */
  readonly provoke: (season: Season) => Promise<unknown>
}

const launch = (season: Season) => season.launch({ customers: 12 })
const sandbox = (season: Season) => season.launch({ customers: 12, kind: 'sandbox' })

/** Who reaches every point, and how to make that happen; a new label without a line here does not compile. */
const reached: Readonly<Record<Point, Reached>> = {
  'launch.committed': { by: 'api', provoke: launch },
  'audience.taken': { by: 'worker', provoke: launch },
  'admission.written': { by: 'worker', provoke: launch },
  'admission.committed': { by: 'worker', provoke: launch },
  'cohorts.started': { by: 'worker', provoke: launch },
  'cohorts.marked': { by: 'worker', provoke: launch },
  'turn.locked': { by: 'worker', provoke: launch },
  'turn.written': { by: 'worker', provoke: launch },
  'turn.committed': { by: 'worker', provoke: launch },
  'delivery.taken': { by: 'worker', provoke: launch },
  'delivery.judged': { by: 'worker', provoke: launch },
  'delivery.written': { by: 'worker', provoke: launch },
  'delivery.begun': { by: 'worker', provoke: launch },
  'letters.frozen': { by: 'worker', provoke: launch },
  'delivery.sent': { by: 'worker', provoke: launch },
  'delivery.settling': { by: 'worker', provoke: launch },
  'delivery.settled': { by: 'worker', provoke: launch },
  'inbox.accepted': { by: 'api', provoke: launch },
  'router.merging': { by: 'router', provoke: launch },
  'router.merged': { by: 'router', provoke: launch },
  'router.waking': { by: 'router', provoke: launch },
  'router.woken': { by: 'router', provoke: launch },
  'router.signalled': { by: 'router', provoke: launch },
  'sweeper.signalled': { by: 'router', provoke: launch },
  'clock.moved': { by: 'router', provoke: sandbox },
  'import.storing': { by: 'api', provoke: importPurchases },
  'import.stored': { by: 'api', provoke: importPurchases },
  'run.ended': { by: 'worker', provoke: launch },
}

/** The longest that a point may not be reached; then the fault did not strike, which is an error of the proof. */
const reachedWithinMs = 600_000
const provokeEveryMs = 40_000

/** SIGKILL at every labelled point in turn: whichever process comes there first dies. */
export const killedAtPoints: readonly Fault[] = points.map((point) => ({
  kind: 'killed at a labelled point',
  name: `SIGKILL at ${point}`,
  customers: 0,
  async strike(season) {
    const { by, provoke } = reached[point]
    const processes = season.world.roles[by]
    const deaths = processes.map((kept) => kept.deaths)
    for (const kept of processes) kept.arm(point, { act: 'die' })
    const begun = performance.now()
    const provoking: Promise<unknown>[] = []
    while (processes.every((kept, i) => kept.deaths === deaths[i])) {
      const waitedMs = performance.now() - begun
      if (waitedMs > reachedWithinMs) {
        throw new Error(`Nobody came to ${point} within ${reachedWithinMs} ms`)
      }
      if (waitedMs >= provoking.length * provokeEveryMs) provoking.push(provoke(season))
      await sleep(20)
    }
    const struckAt = performance.now()
    for (const kept of processes) kept.disarm()
    await Promise.all(provoking)
    await Promise.all(processes.map((kept) => kept.ready()))
    return struckAt
  },
}))

/** A shop hands in a file, again and again until it is told that it was taken. */
async function importPurchases({ shop, world }: Season): Promise<void> {
  const rows = Array.from(
    { length: 50 },
    (_, i) => `P${world.seed}-${i},B1-${1 + (i % 10)},2021-05-0${1 + (i % 9)},1000`,
  )
  const file = ['order_id,customer_id,date,amount', ...rows, ''].join('\n')
  await shop.upload('/api/v1/imports/purchases?source=till', file)
}
