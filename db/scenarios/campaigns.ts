import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { type Brief, briefSchema } from '../../schemas/brief.ts'
import { Failure } from '../../schemas/failure.ts'
import type { RunKind, RunState } from '../../schemas/run.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

export interface CampaignSummary {
  readonly id: string
  readonly name: string
  readonly programme: Brief['programme']
  readonly startsOn: string | null
  readonly endsOn: string | null
  readonly budget: number | null
  readonly targetSize: number | null
  readonly scenarios: number
  readonly activeRuns: number
  readonly runs: number
  readonly updatedAt: InstantMs
  readonly archivedAt: InstantMs | null
}

/** All campaigns that are archived, or that are not; the one changed last first. */
export async function listCampaigns(
  db: DbOrTx,
  { archived = false }: { archived?: boolean } = {},
): Promise<CampaignSummary[]> {
  const { rows } = await sql<Omit<CampaignSummary, BriefPart> & { brief: unknown }>`
    select c.uuid as id, c.name, c.brief, c.updated_at as "updatedAt",
      c.archived_at as "archivedAt",
      (select count(*) from scenario s where s.campaign = c.id) as scenarios,
      r.runs, r."activeRuns"
    from campaign c
    cross join lateral (
      select count(*) as runs,
        count(*) filter (where run.state not in ('ended', 'cancelled')) as "activeRuns"
      from run join plan on plan.id = run.plan join scenario on scenario.id = plan.scenario
      where scenario.campaign = c.id
    ) r
    where (c.archived_at is not null) = ${archived}
    order by c.updated_at desc, c.id desc`.execute(db)
  return rows.map(({ brief: stored, ...row }) => {
    const { programme, startsOn, endsOn, budget, targetSize } = briefSchema.parse(stored)
    return { ...row, programme, startsOn, endsOn, budget, targetSize }
  })
}

type BriefPart = 'programme' | 'startsOn' | 'endsOn' | 'budget' | 'targetSize'

export interface Campaign {
  readonly id: string
  readonly name: string
  readonly brief: Brief
  readonly revision: number
  readonly createdBy: string
  readonly createdAt: InstantMs
  readonly updatedAt: InstantMs
  readonly archivedAt: InstantMs | null
  readonly scenarios: readonly CampaignScenario[]
  /** The newest first. */
  readonly runs: readonly CampaignRun[]
}

export interface CampaignScenario {
  readonly id: string
  readonly name: string
  readonly revision: number
  /** Newest plan; null: never published. */
  readonly version: number | null
  readonly updatedAt: InstantMs
  readonly updatedBy: string
}

export interface CampaignRun {
  readonly id: string
  readonly name: string
  readonly scenario: { readonly id: string; readonly name: string }
  readonly version: number
  readonly kind: RunKind
  readonly state: RunState
  readonly audienceSize: number | null
  readonly spent: number
  readonly startedAt: InstantMs
  readonly endedAt: InstantMs | null
}

/** A campaign with its drawings and runs. Fails with NOT_FOUND. */
export async function loadCampaign(db: DbOrTx, id: string): Promise<Campaign> {
  const row = await db.selectFrom('campaign').selectAll().where('uuid', '=', id).executeTakeFirst()
  if (!row) throw unknownCampaign(id)
  return {
    id,
    name: row.name,
    brief: briefSchema.parse(row.brief),
    revision: row.revision,
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    scenarios: await loadScenarios(db, row.id),
    runs: await loadRuns(db, row.id),
  }
}

async function loadScenarios(db: DbOrTx, campaign: number): Promise<CampaignScenario[]> {
  const { rows } = await sql<CampaignScenario>`
    select s.uuid as id, s.name, s.revision, s.updated_at as "updatedAt",
      s.updated_by as "updatedBy",
      (select max(version) from plan where plan.scenario = s.id) as version
    from scenario s where s.campaign = ${campaign} order by s.id`.execute(db)
  return rows
}

async function loadRuns(db: DbOrTx, campaign: number): Promise<CampaignRun[]> {
  const { rows } = await sql<Omit<CampaignRun, 'scenario'> & { sid: string; sname: string }>`
    select r.uuid as id, coalesce(r.settings ->> 'name', '') as name, s.uuid as sid,
      s.name as sname, p.version, r.kind, r.state, r.audience_size as "audienceSize",
      coalesce(b.spent, 0) as spent, r.started_at as "startedAt", r.ended_at as "endedAt"
    from run r join plan p on p.id = r.plan join scenario s on s.id = p.scenario
    left join budget b on b.run = r.id
    where s.campaign = ${campaign} order by r.id desc`.execute(db)
  return rows.map(({ sid, sname, ...run }) => ({ ...run, scenario: { id: sid, name: sname } }))
}

/** A new campaign; without a brief an empty one. Fails with INVALID for a brief that contradicts itself. */
export async function createCampaign(
  db: Db,
  { name, brief, by }: { name: string; brief?: Brief | undefined; by: string },
): Promise<Campaign> {
  if (brief) checkBrief(brief)
  return inTransaction(db, async (tx) => {
    const { uuid } = await insertCampaign(tx, { name, by, ...(brief && { brief }) })
    return loadCampaign(tx, uuid)
  })
}

/** Writes a new campaign. */
export async function insertCampaign(
  tx: Tx,
  { name, brief, by }: { name: string; brief?: Brief; by: string },
): Promise<{ id: number; uuid: string }> {
  const row = await tx
    .insertInto('campaign')
    .values({ name, brief: JSON.stringify(brief ?? briefSchema.parse({})), created_by: by })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
  await writeAudit(tx, { actor: by, action: 'campaign.create', subject: `campaign:${row.uuid}` })
  return row
}

/**
 * Saves name and brief over the revision that was loaded. Fails with NOT_FOUND, with INVALID for a brief that
 * contradicts itself, or with CONFLICT and the newer campaign in `details.current` (instants as ISO text).
 */
export async function saveCampaign(
  db: Db,
  id: string,
  { name, brief, revision, by }: { name: string; brief: Brief; revision: number; by: string },
): Promise<Campaign> {
  checkBrief(brief)
  return inTransaction(db, async (tx) => {
    const saved = await tx
      .updateTable('campaign')
      .set({ name, brief: JSON.stringify(brief), revision: revision + 1, updated_at: sql`now()` })
      .where('uuid', '=', id)
      .where('revision', '=', revision)
      .executeTakeFirst()
    const current = await loadCampaign(tx, id)
    if (saved.numUpdatedRows === 0n) throw campaignConflict(current)
    await writeAudit(tx, { actor: by, action: 'campaign.save', subject: `campaign:${id}` })
    return current
  })
}

/** Takes a campaign out of the list, or puts it back; its runs go on. Fails with NOT_FOUND. */
export function archiveCampaign(
  db: Db,
  id: string,
  { archived, by }: { archived: boolean; by: string },
): Promise<Campaign> {
  return inTransaction(db, async (tx) => {
    await tx
      .updateTable('campaign')
      .set({ archived_at: archived ? sql`coalesce(archived_at, now())` : null })
      .where('uuid', '=', id)
      .execute()
    const campaign = await loadCampaign(tx, id)
    const action = archived ? 'campaign.archive' : 'campaign.restore'
    await writeAudit(tx, { actor: by, action, subject: `campaign:${id}` })
    return campaign
  })
}

function checkBrief({ weights, startsOn, endsOn }: Brief): void {
  if (Math.abs(weights.reward + weights.channel - 100) > 1e-9) {
    throw new Failure(
      'INVALID',
      `The weights of reward (${weights.reward} %) and channel (${weights.channel} %) must make 100 %.`,
      { details: { reason: 'WEIGHTS_NOT_WHOLE', ...weights, field: 'weights' } },
    )
  }
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) {
    throw new Failure('INVALID', `The campaign ends (${endsOn}) before it starts (${startsOn}).`, {
      details: { reason: 'ENDS_BEFORE_START', field: 'endsOn' },
    })
  }
}

function campaignConflict(campaign: Campaign): Failure {
  const iso = (at: InstantMs | null) => (at === null ? null : new Date(at).toISOString())
  const current = {
    ...campaign,
    createdAt: iso(campaign.createdAt),
    updatedAt: iso(campaign.updatedAt),
    archivedAt: iso(campaign.archivedAt),
    scenarios: campaign.scenarios.map((s) => ({ ...s, updatedAt: iso(s.updatedAt) })),
    runs: campaign.runs.map((r) => ({
      ...r,
      startedAt: iso(r.startedAt),
      endedAt: iso(r.endedAt),
    })),
  }
  return new Failure(
    'CONFLICT',
    `The campaign was changed meanwhile (revision ${campaign.revision}): load it and try again.`,
    { details: { reason: 'CAMPAIGN_CHANGED', current } },
  )
}

function unknownCampaign(id: string): Failure {
  return new Failure('NOT_FOUND', `There is no campaign ${id}.`)
}
