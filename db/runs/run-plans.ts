import { Failure } from '../../schemas/failure.ts'
import type { Plan } from '../../schemas/plan.ts'
import { type LoadedPlan, loadPlan } from '../scenarios/plan-cache.ts'
import type { DbOrTx } from '../schema.ts'

/** A version of a run’s scenario. */
export interface RunVersion {
  readonly plan: number
  readonly version: number
  readonly publishedAt: number
  readonly publishedBy: string
  /** New entries take this one. */
  readonly current: boolean
  /** Customers of the run are on it, or were. */
  readonly inUse: boolean
}

/** All versions of the scenario of a run, the newest first. */
export async function listRunVersions(db: DbOrTx, run: number): Promise<RunVersion[]> {
  const rows = await db
    .selectFrom('run as r')
    .innerJoin('plan as own', 'own.id', 'r.plan')
    .innerJoin('plan as p', 'p.scenario', 'own.scenario')
    .leftJoin('run_plan as u', (join) =>
      join.onRef('u.run', '=', 'r.id').onRef('u.plan', '=', 'p.id'),
    )
    .select(['p.id as plan', 'p.version', 'p.published_at as publishedAt', 'r.plan as runPlan'])
    .select(['p.published_by as publishedBy', 'u.plan as used'])
    .where('r.id', '=', run)
    .orderBy('p.version', 'desc')
    .execute()
  return rows.map(({ runPlan, used, ...row }) => ({
    ...row,
    current: row.plan === runPlan,
    inUse: row.plan === runPlan || used !== null,
  }))
}

/** That version of the scenario of a run. Fails with NOT_FOUND. */
export async function runVersion(
  db: DbOrTx,
  { run, version }: { readonly run: number; readonly version: number },
): Promise<RunVersion> {
  const found = (await listRunVersions(db, run)).find((one) => one.version === version)
  if (!found) throw new Failure('NOT_FOUND', `The scenario of this run has no version ${version}.`)
  return found
}

/** The plans customers of a run are on, or were: the one new entries take first, then newer before older. */
export async function loadRunPlans(db: DbOrTx, run: number): Promise<LoadedPlan[]> {
  const versions = (await listRunVersions(db, run)).filter(({ inUse }) => inUse)
  const plans: LoadedPlan[] = []
  for (const { plan, current } of versions) {
    const loaded = await loadPlan(db, plan)
    if (current) plans.unshift(loaded)
    else plans.push(loaded)
  }
  return plans
}

/** One plan to read a run’s past by: the one new entries take, with the steps that only its earlier ones have. */
export function withEarlierSteps(plans: readonly LoadedPlan[]): Plan {
  const [newest, ...earlier] = plans
  if (!newest) throw new Error('A run has a plan')
  const nodes = new Map(newest.plan.nodes.map((at) => [at.no, at]))
  for (const { plan } of earlier) {
    for (const at of plan.nodes) if (!nodes.has(at.no)) nodes.set(at.no, at)
  }
  return { ...newest.plan, nodes: [...nodes.values()] }
}
