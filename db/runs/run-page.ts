import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import {
  type RunKind,
  type RunSettings,
  type RunState,
  runSettingsSchema,
} from '../../schemas/run.ts'
import type { DbOrTx } from '../schema.ts'

interface Named {
  readonly id: string
  readonly name: string
}

/** One run as its page shows it. */
export interface RunPage {
  readonly run: number
  readonly id: string
  readonly name: string
  readonly campaign: Named
  readonly scenario: Named
  readonly version: number
  readonly kind: RunKind
  readonly state: RunState
  readonly settings: RunSettings
  readonly audienceSize: number | null
  readonly excluded: Record<string, number>
  readonly admitted: number
  readonly budget: { readonly total: number | null; readonly spent: number }
  /** The run’s clock. */
  readonly now: InstantMs
  readonly startedAt: InstantMs
  readonly startedBy: string
  readonly asOf: InstantMs
  readonly endedAt: InstantMs | null
  /** More may come in, by schedule or event. */
  readonly accepting: boolean
  /** When the audience is taken again or admission closes, by the run’s clock. */
  readonly admissionDue: InstantMs | null
  /** Nobody has been admitted since; real time. */
  readonly closedAt: InstantMs | null
}

const runsMax = 200

/** Runs, the newest first, at most 200. */
export async function listRunPages(
  db: DbOrTx,
  which: {
    readonly id?: string | undefined
    readonly campaign?: string | undefined
    readonly scenario?: string | undefined
    readonly state?: 'active' | 'ended' | undefined
  } = {},
): Promise<RunPage[]> {
  const { rows } = await sql<Row>`
    select r.id as run, r.uuid as id, coalesce(nullif(r.settings ->> 'name', ''), s.name) as name,
      c.uuid as "campaignId", c.name as "campaignName", s.uuid as "scenarioId", s.name as "scenarioName",
      p.version, r.kind, r.state, r.settings, r.audience_size as "audienceSize", r.excluded, r.admitted,
      b.total, coalesce(b.spent, 0) as spent, run_now(r) as now, r.started_at as "startedAt",
      r.started_by as "startedBy", r.as_of as "asOf", r.ended_at as "endedAt",
      r.accepting, r.admission_due as "admissionDue", r.closed_at as "closedAt"
    from run r
    join plan p on p.id = r.plan
    join scenario s on s.id = p.scenario
    join campaign c on c.id = s.campaign
    left join budget b on b.run = r.id
    where (${which.id ?? null}::uuid is null or r.uuid = ${which.id ?? null}::uuid)
      and (${which.campaign ?? null}::uuid is null or c.uuid = ${which.campaign ?? null}::uuid)
      and (${which.scenario ?? null}::uuid is null or s.uuid = ${which.scenario ?? null}::uuid)
      and (${which.state ?? null}::text is null
        or (r.state in ('ended', 'cancelled')) = (${which.state ?? null} = 'ended'))
    order by r.id desc limit ${runsMax}`.execute(db)
  return rows.map(pageOf)
}

/** One run. Fails with NOT_FOUND. */
export async function loadRunPage(db: DbOrTx, id: string): Promise<RunPage> {
  const [page] = await listRunPages(db, { id })
  if (!page) throw new Failure('NOT_FOUND', `There is no run ${id}.`)
  return page
}

type Row = Omit<RunPage, 'campaign' | 'scenario' | 'budget' | 'settings'> & {
  readonly campaignId: string
  readonly campaignName: string
  readonly scenarioId: string
  readonly scenarioName: string
  readonly settings: unknown
  readonly total: number | null
  readonly spent: number
}

function pageOf(row: Row): RunPage {
  const { campaignId, campaignName, scenarioId, scenarioName, settings, total, spent, ...rest } =
    row
  return {
    ...rest,
    campaign: { id: campaignId, name: campaignName },
    scenario: { id: scenarioId, name: scenarioName },
    settings: runSettingsSchema.parse(settings),
    budget: { total, spent },
  }
}
