import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { publish } from '../../support/launch.ts'
import type { Verdict } from '../rules/verdict.ts'
import { chanceFrom } from '../world/chance.ts'
import type { Ground } from '../world/ground.ts'
import { startWorld, type World } from '../world/world.ts'
import { makeCustomers, winback } from './campaign.ts'
import { type Conductor, startConductor } from './conductor.ts'
import { openShop, type Shop } from './shop.ts'
import { startTraffic, type Traffic } from './traffic.ts'

/** A world in which campaigns run, customers answer and time passes; whoever has it does harm to it. */
export interface Season {
  readonly world: World
  readonly shop: Shop
  readonly traffic: Traffic
  readonly conductor: Conductor
  readonly chance: () => number
  /** Launches a run for customers of its own through the API; of `batch`'s customers again if it is named. */
  launch(options?: LaunchOptions): Promise<string>
  check(options: { atEnd: boolean }): Promise<Verdict>
  stop(): Promise<void>
}

interface LaunchOptions {
  readonly customers?: number
  readonly batch?: string
  readonly kind?: 'live' | 'sandbox'
  readonly budget?: number | null
  readonly admitPerMinute?: number | null
}

export interface SeasonOptions {
  /** Of the database and the workflows: two seasons may stand on one ground. */
  readonly name: string
  readonly seed: number
  /** A deliberate bug, wired in. */
  readonly bug?: string
  /** Nobody answers and no time passes unless the driver says so; one process of each kind, and no calls or letters. */
  readonly quiet?: boolean
}

export async function openSeason(
  ground: Ground,
  { name, seed, bug, quiet = false }: SeasonOptions,
): Promise<Season> {
  const world = await startWorld(ground, { name, seed, bug: bug ?? null, small: quiet })
  const shop = openShop(world)
  const traffic = quiet ? nobody : startTraffic(world, shop)
  const conductor = startConductor(world, traffic)
  conductor.hold(quiet)
  const chance = chanceFrom(seed)
  let batches = 0
  return {
    ...{ world, shop, traffic, conductor, chance },
    async launch({
      customers = 20,
      batch: again,
      kind = 'live',
      budget = null,
      admitPerMinute = null,
    } = {}) {
      batches += 1
      const batch = again ?? `B${batches}`
      if (again === undefined) await makeCustomers(world.db, batch, customers)
      const { scenario } = await publish(world.db, winback(batch))
      const settings = {
        ...{ kind, name: `run ${batches}`, budget, admitPerMinute, seed, secondsPerDay: 0.5 },
        cohortSize: Math.ceil(customers / 2),
      }
      await launchOnce(world, shop, { scenario, settings })
      return batch
    },
    check: ({ atEnd }) => runChecker(world, atEnd),
    async stop() {
      await conductor.stop()
      shop.close()
      await traffic.stop()
      await world.stop()
    },
  }
}

const nobody: Traffic = { pending: 0, stop: () => Promise.resolve() }

/** Whoever is not answered does not know whether the run was launched, and looks before trying again. */
async function launchOnce(
  { urls, key }: World,
  shop: Shop,
  body: { scenario: string; settings: Record<string, unknown> },
): Promise<void> {
  for (;;) {
    const { items } = await shop.ask<{ items: unknown[] }>(
      'GET',
      `/api/v1/runs?scenario=${body.scenario}`,
    )
    if (items.length > 0) return
    const response = await fetch(`${urls[0]}/api/v1/runs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(5000),
    }).catch(() => null)
    if (response && response.status >= 400 && response.status < 500) {
      throw new Error(`The launch was refused: ${await response.text()}`)
    }
  }
}

function runChecker(
  { databaseUrl, ledger, heardFiles, lostDir, sendTimeoutMs }: World,
  atEnd: boolean,
): Promise<Verdict> {
  const args = [
    'tests/faults/check.ts',
    ...['--database', databaseUrl, '--ledger', ledger, '--timeout', String(sendTimeoutMs)],
    ...heardFiles.flatMap((file) => ['--heard', file]),
    ...readdirSync(lostDir).flatMap((file) => ['--lost', join(lostDir, file)]),
    ...(atEnd ? ['--end'] : []),
  ]
  return new Promise((done, fail) => {
    execFile(process.execPath, args, { maxBuffer: 100_000_000 }, (_, stdout, stderr) => {
      if (stdout.startsWith('{')) done(JSON.parse(stdout) as Verdict)
      else fail(new Error(`The checker did not finish: ${stderr}`))
    })
  })
}
