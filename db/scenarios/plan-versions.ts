import { sql } from 'kysely'
import { type Fate, fateOf } from '../../engine/fate.ts'
import { diffPlans, type PlanDifference } from '../../engine/plan-diff.ts'
import type { Migration } from '../../schemas/api/migrations.ts'
import type { NodeNo, PlanNode } from '../../schemas/plan.ts'
import { runVersion } from '../runs/run-plans.ts'
import { loadRunContext } from '../runs/runs.ts'
import type { DbOrTx } from '../schema.ts'
import { loadPlan } from './plan-cache.ts'

/** What differs between the version new entries of a run take and another, with how many stand at each step now. */
export interface VersionDifference {
  readonly from: number
  readonly to: number
  readonly difference: PlanDifference
  readonly standing: ReadonlyMap<NodeNo, number>
}

/** Fails with NOT_FOUND for a version the scenario has not. */
export async function loadDifference(
  db: DbOrTx,
  { run, version }: { readonly run: number; readonly version: number },
): Promise<VersionDifference> {
  const context = await loadRunContext(db, run)
  const target = await runVersion(db, { run, version })
  const { plan: before } = await loadPlan(db, context.plan)
  const { plan: after } = await loadPlan(db, target.plan)
  return {
    from: await versionOf(db, context.plan),
    to: version,
    difference: diffPlans(before, after),
    standing: await loadStanding(db, run),
  }
}

/** One kind of customers in a dry run: those of one version at one step. */
export interface MigrationRow {
  readonly version: number
  readonly from: PlanNode
  /** Null: they leave the run. */
  readonly to: PlanNode | null
  readonly fate: Fate
  readonly customers: number
  readonly held: number
  /** Contacts of theirs at the step that have not begun, and that have. */
  readonly ordered: number
  readonly started: number
}

export interface MigrationCheck {
  readonly count: number
  readonly rows: readonly MigrationRow[]
  readonly refused: Readonly<Record<string, number>>
  /** Removed steps where somebody stands, and nobody said where they go. */
  readonly unmapped: readonly PlanNode[]
}

/** What a migration would do to those who are in the run now, without writing. */
export async function checkMigration(
  db: DbOrTx,
  { run, plan, ...choices }: Migration & { readonly run: number; readonly plan: number },
): Promise<MigrationCheck> {
  const target = await loadPlan(db, plan)
  const { rows: groups } = choices.inside
    ? await sql<Group>`
        select e.plan, p.version, e.node, count(*) as customers, count(*) filter (where e.state = 2) as held,
          count(*) filter (where i.status < 2) as ordered, count(*) filter (where i.status = 2) as started
        from enrolment e join plan p on p.id = e.plan
        left join lateral (
          select min(i.status) as status from intent i
          where i.run = e.run and i.cohort = e.cohort and i.node = e.node and i.enrolment = e.no
            and i.visit = e.visit and i.status < 3) i on true
        where e.run = ${run} and e.active and e.plan <> ${plan}
        group by 1, 2, 3 order by 2 desc, 3`.execute(db)
    : { rows: [] }
  const rows: MigrationRow[] = []
  for (const { plan: from, node, ...group } of groups) {
    const loaded = await loadPlan(db, from)
    const at = loaded.byNo.get(node)
    if (!at)
      throw new Error(`Plan ${from} has no node ${node}, where somebody of run ${run} stands`)
    const fate = fateOf({ from: loaded.plan, to: target.plan }, node, choices)
    const no = fate.do === 'go' ? fate.to : fate.do === 'stay' ? node : null
    rows.push({ ...group, from: at, fate, to: no === null ? null : (target.byNo.get(no) ?? null) })
  }
  const without = rows.filter(({ fate }) => fate.do === 'refuse')
  const inFlight = sumOf(rows.filter(staysBehind), ({ started }) => started)
  const noTarget = sumOf(without, ({ customers }) => customers)
  return {
    count: sumOf(rows, ({ customers }) => customers) - noTarget - inFlight,
    rows,
    refused: {
      ...(noTarget > 0 && { NO_TARGET: noTarget }),
      ...(inFlight > 0 && { CONTACT_IN_FLIGHT: inFlight }),
    },
    unmapped: without.map(({ from }) => from),
  }
}

interface Group {
  readonly plan: number
  readonly version: number
  readonly node: NodeNo
  readonly customers: number
  readonly held: number
  readonly ordered: number
  readonly started: number
}

function staysBehind({ fate }: MigrationRow): boolean {
  return fate.do === 'stay' && fate.reorder
}

async function versionOf(db: DbOrTx, plan: number): Promise<number> {
  const row = await db
    .selectFrom('plan')
    .select('version')
    .where('id', '=', plan)
    .executeTakeFirstOrThrow()
  return row.version
}

async function loadStanding(db: DbOrTx, run: number): Promise<Map<NodeNo, number>> {
  const { rows } = await sql<{ node: NodeNo; n: number }>`
    select node, sum(case when what = 'entered' then n else -n end)::bigint as n from counter
    where run = ${run} and (what in ('entered', 'moved', 'ended') or what like 'port:%')
    group by node`.execute(db)
  return new Map(rows.map(({ node, n }) => [node, n]))
}

function sumOf<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + of(row), 0)
}
