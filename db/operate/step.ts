import { sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import type { OperationAction } from '../../schemas/api/operations.ts'
import { migrateRequestSchema, steerRequestSchema } from '../../schemas/operation.ts'
import { numberArray } from '../arrays.ts'
import { raiseDirty } from '../runs/cohorts.ts'
import { migrateCohort, nextToMigrate } from '../runs/migrate-run.ts'
import { loadRunContext, type RunContext } from '../runs/runs.ts'
import type { Db, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { withoutSearch } from './forget-search.ts'
import { resendCohort, unknownIn } from './resend.ts'
import { type Refused, standingIn } from './select.ts'
import { steerCohort } from './steer.ts'

/** Cohorts one transaction takes at most: each has counters of its own. */
const stepCohortsMax = 32

/**
 * Goes on with an operation for up to `forMs`: step by step, each one transaction over a cohort, or over several small
 * ones of `customers` together, so that it may be interrupted anywhere and nobody is done twice. Returns the cohorts to
 * be woken, and whether it is over.
 */
export async function goOnWith(
  db: Db,
  operation: number,
  { forMs, customers = 2000 }: { forMs: number; customers?: number },
): Promise<{ wake: CohortRef[]; over: boolean }> {
  const until = performance.now() + forMs
  const wake: CohortRef[] = []
  for (;;) {
    const step = await stepOperation(db, operation, customers)
    // Somebody else is at it.
    if (step === null) return { wake, over: false }
    wake.push(...step.wake)
    if (step.over) return { wake, over: true }
    if (performance.now() >= until) return { wake, over: false }
  }
}

interface OperationRow {
  readonly id: number
  readonly run: number
  readonly action: OperationAction
  readonly request: unknown
  readonly nextCohort: number
}

/** Null: it is over, or another process is at it. */
async function stepOperation(
  db: Db,
  id: number,
  customers: number,
): Promise<{ wake: CohortRef[]; over: boolean } | null> {
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<OperationRow>`
      select id, run, action, request, next_cohort as "nextCohort" from operation
      where id = ${id} and state = 'running' for update skip locked`.execute(tx)
    const [operation] = rows
    if (!operation) return null
    // A cohort that is opened again must not be missed by the end of its run.
    const lock = operation.action === 'resend'
    const context = await loadRunContext(tx, operation.run, { lock })
    if (context.state === 'ended' || context.state === 'cancelled') {
      await close(tx, id, 'stopped')
      return { wake: [], over: true }
    }
    const limit = Math.min(stepCohortsMax, Math.ceil(customers / context.settings.cohortSize))
    const cohorts = await nextCohorts(tx, operation, limit)
    await sql`
      select no from cohort where run = ${operation.run} and no = any(${numberArray(cohorts)}::int[])
      order by no for update`.execute(tx)
    const wake: CohortRef[] = []
    for (const cohort of cohorts) {
      const ref = { run: operation.run, cohort }
      const { applied, refused } = await actOn(tx, ref, operation, context)
      await count(tx, id, { cohort, applied, refused })
      if (applied === 0) continue
      await raiseDirty(tx, { run: ref.run, cohorts: [cohort] })
      wake.push(ref)
    }
    const over = cohorts.length < limit
    if (over) await close(tx, id, 'done')
    return { wake, over }
  })
}

/** Numbers of the next cohorts where somebody is concerned. */
async function nextCohorts(
  tx: Tx,
  { run, action, request, nextCohort }: OperationRow,
  limit: number,
): Promise<number[]> {
  if (action === 'migrate') {
    return nextToMigrate(tx, {
      run,
      from: nextCohort,
      limit,
      ...migrateRequestSchema.parse(request),
    })
  }
  const { selection, contact } = steerRequestSchema.parse(request)
  const { rows } = await (action === 'resend'
    ? sql<{ cohort: number }>`
        select distinct i.cohort from intent i, enrolment e
        where i.cohort >= ${nextCohort} and ${unknownIn(run, selection, contact)}
        order by i.cohort limit ${limit}`
    : sql<{ cohort: number }>`
        select distinct e.cohort from enrolment e
        where e.cohort >= ${nextCohort} and ${standingIn(run, selection)}
        order by e.cohort limit ${limit}`
  ).execute(tx)
  return rows.map(({ cohort }) => cohort)
}

function actOn(
  tx: Tx,
  ref: CohortRef,
  { id, action, request }: OperationRow,
  { uuid, now }: RunContext,
): Promise<{ applied: number; refused: Refused }> {
  if (action === 'migrate') {
    return migrateCohort(tx, ref, { operation: id, now, ...migrateRequestSchema.parse(request) })
  }
  const { selection, to, contact } = steerRequestSchema.parse(request)
  return action === 'resend'
    ? resendCohort(tx, ref, { uuid, selection, contact, now })
    : steerCohort(tx, ref, { operation: id, action, selection, to, now })
}

async function count(
  tx: Tx,
  id: number,
  done: { readonly cohort: number; readonly applied: number; readonly refused: Refused },
): Promise<void> {
  await sql`
    update operation o set next_cohort = ${done.cohort + 1}, applied = applied + ${done.applied},
      refused = o.refused || coalesce((
        select jsonb_object_agg(key, value::int + coalesce((o.refused ->> key)::int, 0))
        from jsonb_each_text(${JSON.stringify(done.refused)}::jsonb)), '{}')
    where id = ${id}`.execute(tx)
}

async function close(tx: Tx, id: number, state: 'done' | 'stopped'): Promise<void> {
  await tx
    .updateTable('operation')
    .set({ state, ended_at: sql<Date>`now()`, request: withoutSearch })
    .where('id', '=', id)
    .execute()
}
