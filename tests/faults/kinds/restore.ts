import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { loadInstallation, openGate } from '../../../db/installation.ts'
import { setClock } from '../../../db/runs/clock.ts'
import { unfinishedCohorts } from '../../../db/runs/cohorts.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { until } from '../../support/until.ts'
import { type Standing, standingsOf } from '../driver/conductor.ts'
import type { Season } from '../driver/season.ts'
import { openSnapshot, readLedger } from '../rules/evidence.ts'
import { type LostTime, loadMemory } from '../rules/memory.ts'
import type { World } from '../world/world.ts'
import { untilShown } from './alerts.ts'

const lostMs = 6000

/**
 * Puts PostgreSQL back to an older copy while everything else lives on. Nothing may be sent until an operator has opened
 * the gate, who first does again what operators did in the time that was lost: the clocks are set. Sources say again what
 * was answered in that time; clicks and calls cannot be repeated.
 */
export async function restore(season: Season): Promise<number> {
  const { world, conductor, shop } = season
  conductor.hold(true)
  await conductor.calm()
  // The copy is made while customers of one run are still being admitted.
  await season.launch({ customers: 24, admitPerMinute: 48 })
  await sleep(2000)
  const copiedAt = Date.now()
  await world.ground.copyPostgres()
  conductor.hold(false)
  await season.launch({ customers: 12 })
  await sleep(lostMs)
  conductor.hold(true)
  await conductor.calm()
  // Nobody gets to the database any more: what is remembered of it is all there was.
  world.links.postgres.set({ does: 'refuse' })
  const clocks = await standingsOf(world)
  await remember(world, copiedAt)
  await world.ground.restorePostgres()
  world.links.postgres.set({ does: 'pass' })
  const before = readLedger(world.ledger).length
  await world.workflows.wake(await unfinishedCohorts(world.db, 'all'))
  await until('the gate has closed', async () => !(await loadInstallation(world.db)).gateOpen, {
    limitMs: 120_000,
  })
  await untilShown(world, 'GATE_CLOSED')
  await sleep(3000)
  const sent = readLedger(world.ledger).length - before
  if (sent > 0)
    throw new Error(`${sent} contacts were made after the restore, before an operator came`)
  await setClocksAgain(world, clocks)
  await shop.repeatSince(copiedAt)
  await openGate(world.db, 'faults')
  await world.workflows.wake(await unfinishedCohorts(world.db, 'all'))
  return performance.now()
}

/** What the database knows before it forgets, for the checker. */
async function remember({ databaseUrl, lostDir }: World, copiedAt: number): Promise<void> {
  const { query, close } = await openSnapshot(databaseUrl)
  const memory = await loadMemory(query).finally(close)
  const lost: LostTime = { copiedAt, restoredAt: Date.now(), memory }
  writeFileSync(join(lostDir, `${readdirSync(lostDir).length}.json`), JSON.stringify(lost))
}

async function setClocksAgain(world: World, clocks: readonly Standing[]): Promise<void> {
  const now = new Map((await standingsOf(world)).map((standing) => [standing.run, standing]))
  for (const before of clocks) {
    const known = now.get(before.run)
    if (!known || known.ended || known.uuid !== before.uuid || known.now >= before.now) continue
    await inTransaction(world.db, (tx) => setClock(tx, before.run, before.now))
  }
}
