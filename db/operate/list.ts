import { sql } from 'kysely'
import type { OperationAction, Selection } from '../../schemas/api/operations.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { withoutSearch } from './forget-search.ts'

/** An act of an operator as it stands. */
export interface OperationPage {
  readonly id: number
  readonly action: OperationAction
  readonly selection: Selection | null
  readonly to: number | null
  readonly version: number | null
  readonly state: 'running' | 'done' | 'stopped'
  readonly selected: number
  readonly applied: number
  readonly refused: Readonly<Record<string, number>>
  readonly cohorts: { readonly done: number; readonly total: number }
  readonly by: string
  readonly at: InstantMs
  readonly endedAt: InstantMs | null
}

const operationsMax = 200

/** Acts on a run, the newest first, at most 200. */
export async function listOperations(
  db: DbOrTx,
  { run, id }: { readonly run: number; readonly id?: number },
): Promise<OperationPage[]> {
  const { rows } = await sql<Omit<OperationPage, 'cohorts'> & { reached: number; total: number }>`
    select o.id, o.action, o.request -> 'selection' as selection, (o.request ->> 'to')::int as "to",
      (o.request ->> 'version')::int as version, o.state, o.selected, o.applied, o.refused,
      least(o.next_cohort, c.total) as reached, c.total, o.made_by as by, o.made_at as at, o.ended_at as "endedAt"
    from operation o
    cross join (select coalesce(max(no) + 1, 0)::int as total from cohort where run = ${run}) c
    where o.run = ${run} and (${id ?? null}::int is null or o.id = ${id ?? null})
    order by o.id desc limit ${operationsMax}`.execute(db)
  return rows.map(({ reached, total, ...row }) => ({
    ...row,
    cohorts: { done: row.state === 'done' ? total : reached, total },
  }))
}

/** Fails with NOT_FOUND. */
export async function loadOperation(
  db: DbOrTx,
  which: { readonly run: number; readonly id: number },
): Promise<OperationPage> {
  const [operation] = await listOperations(db, which)
  if (!operation) throw new Failure('NOT_FOUND', `There is no operation ${which.id} of this run.`)
  return operation
}

/** Operations that are not over, the oldest first. */
export async function openOperations(db: DbOrTx): Promise<number[]> {
  const rows = await db
    .selectFrom('operation')
    .select('id')
    .where('state', '=', 'running')
    .orderBy('id')
    .limit(100)
    .execute()
  return rows.map(({ id }) => id)
}

/** Leaves it at what has been done. One that is over stays as it is. */
export async function stopOperation(
  db: Db,
  { run, id, by }: { readonly run: number; readonly id: number; readonly by: string },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('operation')
      .set({ state: 'stopped', ended_at: sql<Date>`now()`, request: withoutSearch })
      .where('run', '=', run)
      .where('id', '=', id)
      .where('state', '=', 'running')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) return
    const subject = `run:${run}`
    await writeAudit(tx, { actor: by, action: 'run.stop', subject, detail: { operation: id } })
  })
}
