import { sql } from 'kysely'
import { compile } from '../../engine/compile.ts'
import { planHash } from '../../engine/plan-hash.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Plan, planSchema } from '../../schemas/plan.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { insertCampaign } from './campaigns.ts'
import { loadCatalogue } from './catalogue.ts'
import { draftConflict, insertScenario } from './scenarios.ts'

export interface Published {
  readonly plan: number
  readonly version: number
  readonly hash: string
  /** False: the newest version said the same already, and nothing was written. */
  readonly isNew: boolean
  readonly publishedAt: InstantMs
  readonly publishedBy: string
  /** Warnings; errors would have kept it from being published. */
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Compiles the draft and keeps the plan for ever, as the next version. `revision`, when given, must be the draft’s, else
 * it fails with CONFLICT; with errors it fails with NOT_READY and all diagnostics in `details.diagnostics`.
 */
export function publish(
  db: Db,
  { scenario, revision, by }: { scenario: string; revision?: number; by: string },
): Promise<Published> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .selectFrom('scenario')
      .selectAll()
      .where('uuid', '=', scenario)
      .forUpdate()
      .executeTakeFirst()
    if (!row) throw new Failure('NOT_FOUND', `There is no scenario ${scenario}.`)
    if (revision !== undefined && revision !== row.revision) throw draftConflict(row)
    return publishDraft(tx, { scenario: row.id, draft: scenarioSchema.parse(row.draft), by })
  })
}

/**
 * Publishes a drawing that comes from a file: as the scenario of its name in the campaign of that name; both are made
 * when they do not exist. All or nothing; fails as `publish` does.
 */
export function publishFile(
  db: Db,
  { scenario, campaign, by }: { scenario: Scenario; campaign: string; by: string },
): Promise<Published & { readonly scenario: string; readonly campaign: string }> {
  return inTransaction(db, async (tx) => {
    const home = await campaignNamed(tx, campaign, by)
    const place = await scenarioNamed(tx, { campaign: home.id, draft: scenario, by })
    const published = await publishDraft(tx, { scenario: place.id, draft: scenario, by })
    return { ...published, scenario: place.uuid, campaign: home.uuid }
  })
}

export interface Version {
  readonly version: number
  readonly hash: string
  readonly publishedAt: InstantMs
  readonly publishedBy: string
  /** How often it was launched. */
  readonly runs: number
}

/** What was published of a scenario, the newest first. Fails with NOT_FOUND. */
export async function listVersions(db: DbOrTx, scenario: string): Promise<Version[]> {
  const { id } = await scenarioOf(db, scenario)
  return versionsOf(db, id).orderBy('version', 'desc').execute()
}

/** One published version with its drawing. Fails with NOT_FOUND, or NOT_READY for a plan of an unknown format. */
export async function loadVersion(
  db: DbOrTx,
  { scenario, version }: { scenario: string; version: number },
): Promise<Version & { readonly source: Scenario; readonly plan: Plan }> {
  const { id } = await scenarioOf(db, scenario)
  const row = await versionsOf(db, id)
    .select(['p.source', 'p.plan'])
    .where('version', '=', version)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `The scenario has no version ${version}.`)
  const [source, plan] = [scenarioSchema.safeParse(row.source), planSchema.safeParse(row.plan)]
  if (!source.success || !plan.success) {
    throw new Failure(
      'NOT_READY',
      `Version ${version} is written in a format this version of Dasi does not read.`,
      { details: { reason: 'OTHER_FORMAT', version } },
    )
  }
  return { ...row, source: source.data, plan: plan.data }
}

function versionsOf(db: DbOrTx, scenario: number) {
  return db
    .selectFrom('plan as p')
    .select(['version', 'hash', 'published_at as publishedAt', 'published_by as publishedBy'])
    .select((eb) =>
      eb
        .selectFrom('run')
        .select((run) => run.fn.countAll<number>().as('n'))
        .whereRef('run.plan', '=', 'p.id')
        .$asScalar()
        .$notNull()
        .as('runs'),
    )
    .where('scenario', '=', scenario)
}

async function scenarioOf(db: DbOrTx, uuid: string): Promise<{ id: number }> {
  const row = await db
    .selectFrom('scenario')
    .select('id')
    .where('uuid', '=', uuid)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no scenario ${uuid}.`)
  return row
}

/** With the scenario’s row locked. */
async function publishDraft(
  tx: Tx,
  { scenario, draft, by }: { scenario: number; draft: Scenario; by: string },
): Promise<Published> {
  const catalogue = await loadCatalogue(tx, scenario, Date.now())
  const { plan, diagnostics } = compile(draft, catalogue)
  if (!plan) throw notReady(diagnostics)
  const hash = planHash(plan)
  const newest = await tx
    .selectFrom('plan')
    .select(columns)
    .where('scenario', '=', scenario)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (newest?.hash === hash) return { ...newest, isNew: false, diagnostics }
  const row = await tx
    .insertInto('plan')
    .values({
      scenario,
      version: (newest?.version ?? 0) + 1,
      hash,
      plan: JSON.stringify(plan),
      source: JSON.stringify(draft),
      published_by: by,
    })
    .returning(columns)
    .executeTakeFirstOrThrow()
  await bindNodes(tx, scenario, plan)
  await writeAudit(tx, {
    actor: by,
    action: 'scenario.publish',
    subject: `plan:${row.plan}`,
    detail: { version: row.version, hash },
  })
  return { ...row, isNew: true, diagnostics }
}

const columns = [
  'id as plan',
  'version',
  'hash',
  'published_at as publishedAt',
  'published_by as publishedBy',
] as const

function notReady(diagnostics: readonly Diagnostic[]): Failure {
  const errors = diagnostics.filter(({ level }) => level === 'error')
  const problems = errors.length === 1 ? 'problem keeps' : 'problems keep'
  return new Failure(
    'NOT_READY',
    `${errors.length} ${problems} the scenario from being published: ${errors[0]?.message ?? ''}`,
    { details: { reason: 'DRAWING_HAS_ERRORS', n: errors.length, diagnostics } },
  )
}

/** From now on these ids keep these numbers and kinds, also when a later version leaves them out. */
async function bindNodes(tx: Tx, scenario: number, plan: Plan): Promise<void> {
  await sql`
    insert into scenario_node (scenario, no, node_id, kind)
    select ${scenario}::int, * from unnest(
      ${plan.nodes.map(({ no }) => no)}::smallint[],
      ${plan.nodes.map(({ id }) => id)}::text[],
      ${plan.nodes.map(({ node }) => node.kind)}::text[])
    on conflict (scenario, no) do nothing`.execute(tx)
}

async function campaignNamed(
  tx: Tx,
  name: string,
  by: string,
): Promise<{ id: number; uuid: string }> {
  const known = await tx
    .selectFrom('campaign')
    .select(['id', 'uuid'])
    .where('name', '=', name)
    .where('archived_at', 'is', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return known ?? insertCampaign(tx, { name, by })
}

async function scenarioNamed(
  tx: Tx,
  { campaign, draft, by }: { campaign: number; draft: Scenario; by: string },
): Promise<{ id: number; uuid: string }> {
  const known = await tx
    .selectFrom('scenario')
    .select(['id', 'uuid'])
    .where('campaign', '=', campaign)
    .where('name', '=', draft.name)
    .orderBy('id', 'desc')
    .limit(1)
    .forUpdate()
    .executeTakeFirst()
  if (!known) return insertScenario(tx, { campaign, draft, by })
  const text = JSON.stringify(draft)
  await tx
    .updateTable('scenario')
    .set({ draft: text, updated_at: sql`now()`, updated_by: by })
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', known.id)
    // An open designer is disturbed only by a change.
    .where(sql`draft`, '<>', sql`${text}::jsonb`)
    .execute()
  return known
}
