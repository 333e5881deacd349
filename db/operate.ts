import { sql } from 'kysely'
import { Failure } from '../schemas/failure.ts'
import { numberArray } from './arrays.ts'
import { raiseDirty } from './cohorts.ts'
import { saveCounts } from './counters.ts'
import type { Db, Tx } from './schema.ts'
import { inTransaction } from './transaction.ts'

interface EnrolmentRef {
  readonly run: number
  readonly cohort: number
  readonly enrolment: number
}

/** Keeps an enrolment where it stands, shown with its reason, until an operator lets it go. */
export async function holdEnrolment(
  tx: Tx,
  { run, cohort, enrolment, node, reason }: EnrolmentRef & { node: number; reason: string },
): Promise<void> {
  await tx
    .updateTable('enrolment')
    .set({ state: 2, woken: false, reason })
    .where('run', '=', run)
    .where('cohort', '=', cohort)
    .where('no', '=', enrolment)
    .execute()
  await saveCounts(tx, run, [{ node, what: 'held', slot: cohort % 32, n: 1 }])
}

/** Takes one customer out of a run; the next turn ends the enrolment and takes back what has not gone out. */
export async function withdraw(
  db: Db,
  { run, enrolment, by }: { run: number; enrolment: number; by: string },
): Promise<void> {
  await touchEnrolment(db, { run, enrolment, by, action: 'enrolment.withdraw', reason: 'WITHDRAW' })
}

/** Lets a held customer try again where it stands. Fails with CONFLICT if it is not held. */
export async function releaseHeld(
  db: Db,
  { run, enrolment, by }: { run: number; enrolment: number; by: string },
): Promise<void> {
  await touchEnrolment(db, { run, enrolment, by, action: 'enrolment.release', reason: null })
}

async function touchEnrolment(
  db: Db,
  {
    run,
    enrolment,
    by,
    action,
    reason,
  }: { run: number; enrolment: number; by: string; action: string; reason: string | null },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const found = await tx
      .selectFrom('enrolment')
      .select(['cohort'])
      .where('run', '=', run)
      .where('no', '=', enrolment)
      .executeTakeFirst()
    if (!found) throw new Failure('NOT_FOUND', `There is no enrolment ${enrolment} in this run.`)
    await raiseDirty(tx, { run, cohorts: [found.cohort] })
    const row = await tx
      .selectFrom('enrolment')
      .select(['state', 'node', 'active'])
      .where('run', '=', run)
      .where('cohort', '=', found.cohort)
      .where('no', '=', enrolment)
      .forUpdate()
      .executeTakeFirstOrThrow()
    if (!row.active)
      throw new Failure('CONFLICT', `Enrolment ${enrolment} has left this run already.`)
    if (reason === null && row.state !== 2) {
      throw new Failure('CONFLICT', `Enrolment ${enrolment} is not held.`)
    }
    await tx
      .updateTable('enrolment')
      .set({ state: sql`case when state = 2 then 0 else state end`, woken: true, reason })
      .where('run', '=', run)
      .where('cohort', '=', found.cohort)
      .where('no', '=', enrolment)
      .execute()
    if (row.state === 2) {
      await saveCounts(tx, run, [{ node: row.node, what: 'held', slot: found.cohort % 32, n: -1 }])
    }
    await tx
      .insertInto('audit')
      .values({ actor: by, action, subject: `run:${run}/${enrolment}` })
      .execute()
  })
}

/** Gives a run another budget; who was held for want of it goes on. `total` null: no limit. */
export async function changeBudget(
  db: Db,
  { run, total, by }: { run: number; total: number | null; by: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await raiseDirty(tx, { run })
    const { rows: freed } = await sql<{ node: number; cohort: number; n: number }>`
      with held as (
        select cohort, no from enrolment where run = ${run} and active and state = 2 and reason = 'BUDGET'
        order by cohort, no for update),
      free as (
        update enrolment e set state = 1, reason = null from held h
        where e.run = ${run} and e.cohort = h.cohort and e.no = h.no returning e.node, e.cohort)
      select node, cohort, count(*)::int as n from free group by node, cohort`.execute(tx)
    await sql`
      update intent i set reason = null where i.run = ${run} and i.status = 0 and i.reason = 'BUDGET'
        and i.cohort = any(${numberArray(freed.map((f) => f.cohort))}::int[])`.execute(tx)
    await saveCounts(
      tx,
      run,
      freed.map(({ node, cohort, n }) => ({ node, what: 'held', slot: cohort % 32, n: -n })),
    )
    await tx.updateTable('budget').set({ total }).where('run', '=', run).execute()
    await tx
      .insertInto('audit')
      .values({
        actor: by,
        action: 'run.budget',
        subject: `run:${run}`,
        detail: JSON.stringify({ total }),
      })
      .execute()
  })
}
