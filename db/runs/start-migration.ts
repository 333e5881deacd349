import { sql } from 'kysely'
import type { Migration } from '../../schemas/api/migrations.ts'
import { Failure } from '../../schemas/failure.ts'
import { insertOperation } from '../operate/start.ts'
import { type LoadedPlan, loadPlan } from '../scenarios/plan-cache.ts'
import { checkMigration } from '../scenarios/plan-versions.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { loadRunPlans, runVersion } from './run-plans.ts'
import { loadRunContext } from './runs.ts'

/**
 * Begins to take a run over to another version of its scenario; `goOnWith` does it, cohort by cohort. Fails with
 * NOT_FOUND for an unknown version, with INVALID for a mapping that does not fit, with NOT_READY while customers stand
 * at removed steps that are not mapped, with CONFLICT when the run is over, when there is nothing to do, or while
 * another migration of the run goes on.
 */
export async function startMigration(
  db: Db,
  { run, by, ...wanted }: Migration & { readonly run: number; readonly by: string },
): Promise<number> {
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, run, { lock: true })
    if (context.state === 'ended' || context.state === 'cancelled') {
      throw new Failure('CONFLICT', `The run is ${context.state}: nobody is in it any more.`, {
        details: { reason: 'RUN_OVER' },
      })
    }
    await refuseSecond(tx, run)
    const { plan } = await runVersion(tx, { run, version: wanted.version })
    const target = await loadPlan(tx, plan)
    await checkMapping(tx, { run, target, mapping: wanted.mapping })
    const { count, unmapped } = await checkMigration(tx, { run, plan, ...wanted })
    if (unmapped.length > 0) {
      const steps = unmapped.map(({ id }) => id)
      throw new Failure(
        'NOT_READY',
        `Version ${wanted.version} has no ${steps.join(', ')}, where customers stand; say with \`mapping\` where they go, or null if they leave.`,
        {
          details: {
            reason: 'UNMAPPED',
            steps,
            n: steps.length,
            field: 'mapping',
            unmapped: steps,
          },
        },
      )
    }
    const changesEntries = wanted.newEntries && context.plan !== plan
    if (count === 0 && !changesEntries) {
      throw new Failure(
        'CONFLICT',
        `There is nothing to do: all are on version ${wanted.version}.`,
        { details: { reason: 'ON_VERSION', version: wanted.version } },
      )
    }
    await usePlan(tx, { run, from: context.plan, target, forEntries: wanted.newEntries })
    const request = { ...wanted, plan }
    return insertOperation(tx, { run, action: 'migrate', by, selected: count, request })
  })
}

async function refuseSecond(tx: Tx, run: number): Promise<void> {
  const other = await tx
    .selectFrom('operation')
    .select(['id', 'made_by'])
    .where('run', '=', run)
    .where('action', '=', 'migrate')
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (!other) return
  throw new Failure(
    'CONFLICT',
    `${other.made_by} is taking this run over to another version; wait for operation ${other.id}, or stop it.`,
    { details: { reason: 'MIGRATION_RUNS', by: other.made_by, operation: other.id } },
  )
}

async function checkMapping(
  db: DbOrTx,
  { run, target, mapping }: { run: number; target: LoadedPlan; mapping: Migration['mapping'] },
): Promise<void> {
  const ids = new Set(target.plan.nodes.map(({ id }) => id))
  const known = new Set(
    (await loadRunPlans(db, run)).flatMap(({ plan }) => plan.nodes.map(({ id }) => id)),
  )
  for (const [from, to] of Object.entries(mapping)) {
    const wrong = !known.has(from)
      ? `no version of this run has a step "${from}"`
      : ids.has(from)
        ? `step "${from}" is there in the new version: its customers stay`
        : to !== null && !ids.has(to)
          ? `the new version has no step "${to}"`
          : null
    if (wrong === null) continue
    throw new Failure('INVALID', `mapping.${from} is ${JSON.stringify(to)}: ${wrong}.`, {
      details: { reason: 'MAPPING_WRONG', from, field: `mapping.${from}`, value: to },
    })
  }
}

/** From now on the run knows the plan: its new rewards have a stock, and who enters may take it. */
async function usePlan(
  tx: Tx,
  given: { run: number; from: number; target: LoadedPlan; forEntries: boolean },
): Promise<void> {
  const { run, from, target, forEntries } = given
  await sql`
    insert into run_plan (run, plan) select ${run}::int, plan from (values (${from}::int), (${target.id}::int)) v(plan)
    on conflict do nothing`.execute(tx)
  for (const { no, node, offer } of target.plan.nodes) {
    const stock = node.kind === 'offer' ? offer?.reward?.stock : null
    if (stock == null) continue
    await sql`
      insert into reward_stock (run, node, total) values (${run}, ${no}, ${stock})
      on conflict (run, node) do update set total = greatest(excluded.total, reward_stock.issued)`.execute(
      tx,
    )
  }
  if (!forEntries) return
  await tx.updateTable('run').set({ plan: target.id }).where('id', '=', run).execute()
}
