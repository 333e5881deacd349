import { sql } from 'kysely'
import { loadRunContext } from '../../db/runs/runs.ts'
import type { Db, Tx } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import { launch } from '../support/launch.ts'
import { cpuSeconds, difference } from './cpu.ts'
import { databaseConnections } from './machine.ts'
import type { Pass, Takes } from './pass.ts'
import { passDays } from './pass-days.ts'
import { admit, takeAudience } from './plain-sql/admit.ts'
import { begin, settle } from './plain-sql/deliver.ts'
import { type Hop, move, type Place } from './plain-sql/move.ts'
import { nodeNo } from './progress.ts'

// The floor: what PostgreSQL alone needs to write the rows that cohorts write on their way through `sixSteps`, by
// statements over sets, in the same transactions. It knows where everybody goes, so it decides, judges and renders
// nothing; a test holds its rows against those of the engine.

/** Enough to keep every core and the disk busy. */
const lanes = databaseConnections / 2

export async function plainSqlPass(
  db: Db,
  { level, customers, audience, cohortSize }: Takes,
): Promise<Pass> {
  const scenario = level.scenario({ fromPoints: audience - customers + 1 })
  const { run } = await launch(db, scenario, { kind: 'test', cohortSize })
  const place = await placeOf(db, run)
  const startedAt = performance.now()
  const before = cpuSeconds()
  const transaction = (work: (tx: Tx) => Promise<void>) => inTransaction(db, work)

  await transaction((tx) => takeAudience(tx, place, { fromPoints: audience - customers + 1 }))
  // Whole cohorts, as many as admission takes at once.
  const admitted = Math.min(10_000, 4 * place.cohortSize)
  for (let from = 0; from < customers; from += admitted) {
    const chunk = Math.min(admitted, customers - from)
    await transaction((tx) => admit(tx, place, { from, chunk }))
  }
  const cohorts = Array.from({ length: Math.ceil(customers / place.cohortSize) }, (_, no) => no)
  const { who, mail, wait, rich, again, end } = place.nodes
  const contact = async (cohort: number, hops: readonly Hop[], node: number) => {
    await transaction((tx) => move(tx, place, { cohort, hops, to: 'contact' }))
    await transaction((tx) => begin(tx, place, { cohort, node }))
    await transaction((tx) => settle(tx, place, { cohort, node }))
  }
  await inLanes(cohorts, async (cohort) => {
    await contact(cohort, [{ from: who, port: 'next', code: 'ENTERED', to: mail }], mail)
    const hops = [{ from: mail, port: 'next', code: 'SENT', to: wait }]
    await transaction((tx) => move(tx, place, { cohort, hops, to: 'wait' }))
  })
  await passDays(db, run, 4)
  await inLanes(cohorts, async (cohort) => {
    const onward = [
      { from: wait, port: 'next', code: 'WAITED', to: rich },
      { from: rich, port: 'many', code: 'RULE', to: again, why: { branch: 'many' } },
    ]
    await contact(cohort, onward, again)
    const hops = [
      { from: again, port: 'next', code: 'SENT', to: end },
      { from: end, port: null, code: 'EXIT', to: null },
    ]
    await transaction((tx) => move(tx, place, { cohort, hops, to: 'end' }))
  })
  await sql`update run set state = 'ended', ended_at = now() where id = ${run}`.execute(db)
  const busySeconds = (performance.now() - startedAt) / 1000
  return {
    ...{ run, customers, busySeconds, firstSeconds: busySeconds, transitionsPerCustomer: 0 },
    cpu: difference(cpuSeconds(), before),
  }
}

async function placeOf(db: Db, run: number): Promise<Place> {
  const { settings, plan } = await loadRunContext(db, run)
  const no = (id: string) => nodeNo(db, run, id)
  return {
    ...{ run, plan, cohortSize: settings.cohortSize },
    nodes: {
      who: await no('who'),
      mail: await no('mail'),
      wait: await no('wait'),
      rich: await no('rich'),
      again: await no('again'),
      end: await no('end'),
    },
  }
}

async function inLanes(
  cohorts: readonly number[],
  work: (cohort: number) => Promise<void>,
): Promise<void> {
  const waiting = [...cohorts]
  const lane = async () => {
    for (let cohort = waiting.shift(); cohort !== undefined; cohort = waiting.shift()) {
      await work(cohort)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
