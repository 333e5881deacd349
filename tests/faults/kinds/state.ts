import { readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadAlerts } from '../../../db/alerts.ts'
import { setClock } from '../../../db/clock.ts'
import { unfinishedCohorts } from '../../../db/cohorts.ts'
import { loadInstallation, openGate } from '../../../db/installation.ts'
import { loadRunContext } from '../../../db/runs.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { dayMs } from '../../../engine/durations.ts'
import type { AlertCode } from '../../../schemas/api/alerts.ts'
import { until } from '../../support/until.ts'
import { standingsOf } from '../driver/conductor.ts'
import type { Season } from '../driver/season.ts'
import { readLedger } from '../rules/evidence.ts'
import type { World } from '../world/world.ts'
import type { Fault } from './fault.ts'

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

/** A state that a person must know of stands among the alerts. */
async function untilShown({ db }: World, code: AlertCode): Promise<void> {
  await until(`the alert ${code} is shown`, async () =>
    (await loadAlerts(db)).some((alert) => alert.code === code),
  )
}

async function restore(season: Season): Promise<number> {
  const { world, conductor, shop } = season
  conductor.hold(true)
  await conductor.calm()
  await world.ground.copyPostgres()
  const copiedAt = Date.now()
  conductor.hold(false)
  await season.launch({ customers: 12 })
  await sleep(6000)
  conductor.hold(true)
  await conductor.calm()
  await world.ground.restorePostgres()
  const before = readLedger(world.ledger).length
  await world.workflows.wake(await unfinishedCohorts(world.db, 'all'))
  await until('the gate has closed', async () => !(await loadInstallation(world.db)).gateOpen, {
    limitMs: 60_000,
  })
  await untilShown(world, 'GATE_CLOSED')
  await sleep(3000)
  const sent = readLedger(world.ledger).length - before
  if (sent > 0)
    throw new Error(`${sent} contacts were made after the restore, before an operator came`)
  // Sources say again what was answered in the time that was lost; clicks and calls of that time cannot be repeated.
  forgetSince(world, copiedAt)
  await shop.repeatSince(copiedAt)
  await openGate(world.db, 'faults')
  await world.workflows.wake(await unfinishedCohorts(world.db, 'all'))
  return performance.now()
}

function forgetSince({ heardFiles }: World, at: number): void {
  for (const file of heardFiles) {
    const lines = readFileSync(file, 'utf8').split('\n')
    const kept = lines.filter((line) => {
      if (line === '') return true
      const heard = JSON.parse(line) as { source: string; at: number }
      return heard.at < at || heard.source === 'shop'
    })
    writeFileSync(file, kept.join('\n'))
  }
}
