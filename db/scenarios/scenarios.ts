import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { markDraft } from './draft-marks.ts'

export interface ScenarioDetail {
  readonly id: string
  /** Its number inside. */
  readonly scenario: number
  readonly name: string
  readonly campaign: { readonly id: string; readonly name: string }
  readonly draft: Scenario
  readonly revision: number
  readonly updatedAt: InstantMs
  readonly updatedBy: string
  /** The newest plan; null: never published. */
  readonly newest: {
    readonly version: number
    readonly hash: string
    readonly publishedAt: InstantMs
    readonly publishedBy: string
    readonly runs: number
  } | null
  /** The draft differs from what was published last. */
  readonly changedSince: boolean
}

/** One drawing as it is being edited. Fails with NOT_FOUND. */
export async function loadScenario(db: DbOrTx, id: string): Promise<ScenarioDetail> {
  const row = await db
    .selectFrom('scenario as s')
    .innerJoin('campaign as c', 'c.id', 's.campaign')
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('plan')
          .selectAll()
          .whereRef('plan.scenario', '=', 's.id')
          .orderBy('version', 'desc')
          .limit(1)
          .as('p'),
      (join) => join.onTrue(),
    )
    .select(['s.id as scenario', 's.uuid as id', 's.name', 's.draft', 's.revision'])
    .select(['s.updated_at as updatedAt', 's.updated_by as updatedBy'])
    .select(['c.uuid as campaignId', 'c.name as campaignName'])
    .select(['p.version', 'p.hash', 'p.published_at as publishedAt'])
    .select(['p.published_by as publishedBy'])
    .select(sql<number>`(select count(*) from run where run.plan = p.id)`.as('runs'))
    .select(sql<boolean>`p.source is distinct from s.draft`.as('changedSince'))
    .where('s.uuid', '=', id)
    .executeTakeFirst()
  if (!row) throw unknownScenario(id)
  const { campaignId, campaignName, version, hash, publishedAt, publishedBy, runs, ...rest } = row
  const isPublished =
    version !== null && hash !== null && publishedAt !== null && publishedBy !== null
  return {
    ...rest,
    draft: scenarioSchema.parse(row.draft),
    campaign: { id: campaignId, name: campaignName },
    newest: isPublished ? { version, hash, publishedAt, publishedBy, runs } : null,
  }
}

/** Puts a new drawing into a campaign, under the name it bears. Fails with NOT_FOUND for the campaign. */
export function createScenario(
  db: Db,
  { campaign, draft, by }: { campaign: string; draft: Scenario; by: string },
): Promise<ScenarioDetail> {
  return inTransaction(db, async (tx) => {
    const home = await tx
      .selectFrom('campaign')
      .select('id')
      .where('uuid', '=', campaign)
      .executeTakeFirst()
    if (!home) throw new Failure('NOT_FOUND', `There is no campaign ${campaign}.`)
    const { uuid } = await insertScenario(tx, { campaign: home.id, draft, by })
    return loadScenario(tx, uuid)
  })
}

/** Copies a drawing, into its own campaign unless another is named; the copy has no versions and no runs. */
export async function duplicateScenario(
  db: Db,
  id: string,
  { campaign, name, by }: { campaign?: string; name?: string; by: string },
): Promise<ScenarioDetail> {
  const original = await loadScenario(db, id)
  const draft = { ...original.draft, name: name ?? original.draft.name }
  return createScenario(db, { campaign: campaign ?? original.campaign.id, draft, by })
}

/**
 * Saves the draft over the revision that was loaded. Fails with NOT_FOUND, or CONFLICT with the newer draft in
 * `details.current` when somebody else was quicker. A draft may hold problems.
 */
export function saveDraft(
  db: Db,
  id: string,
  { draft, revision, by }: { draft: Scenario; revision: number; by: string },
): Promise<{ revision: number; updatedAt: InstantMs }> {
  return inTransaction(db, async (tx) => {
    await markDraft(tx, { id, revision, by })
    const saved = await tx
      .updateTable('scenario')
      .set({
        draft: JSON.stringify(draft),
        name: draft.name,
        revision: revision + 1,
        updated_at: sql`now()`,
        updated_by: by,
      })
      .where('uuid', '=', id)
      .where('revision', '=', revision)
      .returning(['revision', 'updated_at as updatedAt'])
      .executeTakeFirst()
    if (saved) return saved
    const row = await tx
      .selectFrom('scenario')
      .select(['draft', 'revision', 'updated_at', 'updated_by'])
      .where('uuid', '=', id)
      .executeTakeFirst()
    throw row ? draftConflict(row) : unknownScenario(id)
  })
}

/** Somebody else was quicker; instants in `details` are ISO, as on the wire. */
export function draftConflict(row: {
  draft: unknown
  revision: number
  updated_at: InstantMs
  updated_by: string
}): Failure {
  const { draft, revision, updated_at, updated_by: updatedBy } = row
  const updatedAt = new Date(updated_at).toISOString()
  return new Failure(
    'CONFLICT',
    `The scenario was changed by ${updatedBy} meanwhile (revision ${revision}): load it and try again.`,
    {
      details: {
        reason: 'CHANGED_MEANWHILE',
        by: updatedBy,
        current: { draft, revision, updatedAt, updatedBy },
      },
    },
  )
}

/** Writes a new scenario into a campaign that exists. */
export async function insertScenario(
  tx: Tx,
  { campaign, draft, by }: { campaign: number; draft: Scenario; by: string },
): Promise<{ id: number; uuid: string }> {
  const row = await tx
    .insertInto('scenario')
    .values({ campaign, name: draft.name, draft: JSON.stringify(draft), updated_by: by })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
  await writeAudit(tx, { actor: by, action: 'scenario.create', subject: `scenario:${row.uuid}` })
  return row
}

function unknownScenario(id: string): Failure {
  return new Failure('NOT_FOUND', `There is no scenario ${id}.`)
}
