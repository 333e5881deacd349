import { sql } from 'kysely'
import { Failure } from '../../schemas/failure.ts'
import {
  type RunKind,
  type RunSettings,
  type RunState,
  runSettingsSchema,
} from '../../schemas/run.ts'
import { loadPlan } from '../scenarios/plan-cache.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { raiseDirty } from './cohorts.ts'
import { endRunNow } from './run-end.ts'

/** What the engine must know of a run before it can do anything for it. */
export interface RunContext {
  readonly run: number
  readonly uuid: string
  readonly kind: RunKind
  readonly state: RunState
  /** What new entries take. */
  readonly plan: number
  /** Every plan whose steps customers of the run may stand at, `plan` first. */
  readonly plans: readonly number[]
  readonly settings: RunSettings
  readonly asOf: number
  readonly audienceSize: number | null
  readonly admitted: number
  /** The audience may still grow. */
  readonly accepting: boolean
  /** By the run's clock: when the audience is taken again, or admission closes. */
  readonly admissionDue: number | null
  /** Nobody is admitted any more. */
  readonly closed: boolean
  /** Rows that must not be mixed with the real world's: the run's id for a sandbox, else 0. */
  readonly scope: number
  /** The run's clock now, epoch milliseconds. */
  readonly now: number
  readonly gateOpen: boolean
  /** A restored database may have forgotten contacts of the run: `db/runs/doubts.ts`. */
  readonly doubted: boolean
  /** `db/beat.ts`. */
  readonly beat: number
}

/**
 * Writes a new run of a published plan; its workflow is started by the caller afterwards, and by every start of the
 * system until it has ended. Fails with NOT_FOUND for an unknown plan.
 */
export async function createRun(
  db: Db,
  { plan, settings, by }: { plan: number; settings: RunSettings; by: string },
): Promise<{ run: number; uuid: string }> {
  const { plan: loaded } = await loadPlan(db, plan)
  const sandbox = settings.kind === 'sandbox'
  return inTransaction(db, async (tx) => {
    const now = sql<Date>`now()`
    const row = await tx
      .insertInto('run')
      .values({
        plan,
        kind: settings.kind,
        settings: JSON.stringify(settings),
        started_by: by,
        as_of: settings.asOf ? new Date(settings.asOf) : now,
        clock_at: sandbox ? (settings.asOf ? new Date(settings.asOf) : now) : null,
      })
      .returning(['id', 'uuid'])
      .executeTakeFirstOrThrow()
    await tx.insertInto('budget').values({ run: row.id, total: settings.budget }).execute()
    const stocks = loaded.nodes.flatMap((n) =>
      n.node.kind === 'offer' && n.offer?.reward?.stock != null
        ? [{ run: row.id, node: n.no, total: n.offer.reward.stock }]
        : [],
    )
    if (stocks.length > 0) await tx.insertInto('reward_stock').values(stocks).execute()
    return { run: row.id, uuid: row.uuid }
  })
}

/** The run of that id. `lock` keeps it from being paused, moved or ended until the transaction ends. */
export async function loadRunContext(
  db: DbOrTx,
  run: number,
  { lock = false } = {},
): Promise<RunContext> {
  const query = db
    .selectFrom('run as r')
    .select([
      'r.id',
      'r.uuid',
      'r.kind',
      'r.state',
      'r.plan',
      'r.settings',
      'r.as_of',
      'r.audience_size',
      'r.admitted',
      'r.accepting',
      'r.admission_due',
      'r.closed_at',
    ])
    .select(sql<number>`run_now(r)`.as('now'))
    .select(sql<boolean>`(select gate_open from installation)`.as('gate_open'))
    .select(sql<number>`(select beat from installation)`.as('beat'))
    .select(sql<boolean>`exists (select from doubt where run = r.id)`.as('doubted'))
    .select(
      sql<number[]>`array(select plan from run_plan where run = r.id order by plan desc)`.as(
        'plans',
      ),
    )
    .where('r.id', '=', run)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no run ${run}.`)
  return {
    run: row.id,
    uuid: row.uuid,
    kind: row.kind,
    state: row.state,
    plan: row.plan,
    plans: [...new Set([row.plan, ...row.plans])],
    settings: runSettingsSchema.parse(row.settings),
    asOf: row.as_of,
    audienceSize: row.audience_size,
    admitted: row.admitted,
    accepting: row.accepting,
    admissionDue: row.admission_due,
    closed: row.closed_at !== null,
    scope: row.kind === 'sandbox' ? row.id : 0,
    now: row.now,
    gateOpen: row.gate_open,
    doubted: row.doubted,
    beat: row.beat,
  }
}

/** The inner number of a run named by its uuid. Fails with NOT_FOUND. */
export async function runOfUuid(db: DbOrTx, uuid: string): Promise<number> {
  const row = await db
    .selectFrom('run')
    .select('id')
    .where(sql<string>`uuid::text`, '=', uuid.toLowerCase())
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no run ${uuid}.`)
  return row.id
}

export interface RunSummary {
  readonly run: number
  readonly uuid: string
  readonly kind: RunKind
  readonly state: RunState
  readonly name: string
  readonly planVersion: number
  readonly scenario: string
  readonly scenarioName: string
  readonly campaign: string
  readonly campaignName: string
  readonly audienceSize: number | null
  readonly admitted: number
  readonly startedAt: number
  readonly startedBy: string
  readonly endedAt: number | null
  /** The run's clock. */
  readonly now: number
  readonly budget: { readonly total: number | null; readonly spent: number }
}

/** Runs, the newest first; of one campaign or scenario when its uuid is given. */
export async function listRuns(
  db: DbOrTx,
  {
    campaign,
    scenario,
    uuid,
    limit = 100,
  }: { campaign?: string; scenario?: string; uuid?: string; limit?: number } = {},
): Promise<RunSummary[]> {
  let query = db
    .selectFrom('run as r')
    .innerJoin('plan as p', 'p.id', 'r.plan')
    .innerJoin('scenario as s', 's.id', 'p.scenario')
    .innerJoin('campaign as c', 'c.id', 's.campaign')
    .innerJoin('budget as b', 'b.run', 'r.id')
    .select([
      'r.id as run',
      'r.uuid',
      'r.kind',
      'r.state',
      'r.settings',
      'p.version as planVersion',
      's.uuid as scenario',
      's.name as scenarioName',
      'c.uuid as campaign',
      'c.name as campaignName',
      'r.audience_size as audienceSize',
      'r.admitted',
      'r.started_at as startedAt',
      'r.started_by as startedBy',
      'r.ended_at as endedAt',
      'b.total',
      'b.spent',
    ])
    .select(sql<number>`run_now(r)`.as('now'))
    .orderBy('r.id', 'desc')
    .limit(limit)
  if (campaign) query = query.where('c.uuid', '=', campaign)
  if (scenario) query = query.where('s.uuid', '=', scenario)
  if (uuid) query = query.where('r.uuid', '=', uuid)
  const rows = await query.execute()
  return rows.map(({ settings, total, spent, ...row }) => ({
    ...row,
    name: settings.name ?? '',
    budget: { total, spent },
  }))
}

/** Nothing moves and nothing is sent from now on, however large the run. Pausing twice changes nothing. */
export async function pauseRun(db: Db, run: number, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { state, now } = await loadRunContext(tx, run, { lock: true })
    if (state === 'paused') return
    if (state !== 'running' && state !== 'starting') throw ended(run, state)
    await setState(tx, run, 'paused')
    await tx
      .insertInto('run_pause')
      .values({ run, from_at: new Date(now) })
      .execute()
    await audit(tx, by, 'run.pause', run)
  })
}

/** Goes on where it stood: what remained of a wait when the run was paused still remains. */
export async function resumeRun(db: Db, run: number, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { state, now } = await loadRunContext(tx, run, { lock: true })
    if (state === 'running' || state === 'starting') return
    if (state !== 'paused') throw ended(run, state)
    await setState(tx, run, 'running')
    await tx
      .updateTable('run_pause')
      .set({ until_at: new Date(now) })
      .where('run', '=', run)
      .where('until_at', 'is', null)
      .execute()
    await tx.updateTable('run').set({ clock_moved_at: sql`now()` }).where('id', '=', run).execute()
    await raiseDirty(tx, { run })
    await audit(tx, by, 'run.resume', run)
  })
}

/** Everybody leaves; contacts not yet made are never made. */
export async function cancelRun(db: Db, run: number, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { state } = await loadRunContext(tx, run, { lock: true })
    if (state === 'cancelled') return
    if (state === 'ended') throw ended(run, state)
    await setState(tx, run, 'cancelled')
    await raiseDirty(tx, { run })
    await audit(tx, by, 'run.cancel', run)
    await endRunNow(tx, run)
  })
}

function ended(run: number, state: string): Failure {
  return new Failure(
    'CONFLICT',
    `Run ${run} has ${state === 'cancelled' ? 'been cancelled' : 'ended'}; launch a new one.`,
    { details: { reason: 'RUN_OVER' } },
  )
}

async function setState(tx: Tx, run: number, state: RunState): Promise<void> {
  await tx.updateTable('run').set({ state }).where('id', '=', run).execute()
}

async function audit(tx: Tx, actor: string, action: string, run: number): Promise<void> {
  await tx
    .insertInto('audit')
    .values({ actor, action, subject: `run:${run}` })
    .execute()
}
