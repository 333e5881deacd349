import { Failure } from '../../schemas/failure.ts'
import { type Plan, type PlanNode, planSchema } from '../../schemas/plan.ts'
import type { DbOrTx } from '../schema.ts'

/** A plan ready for use: its nodes by number. */
export interface LoadedPlan {
  readonly id: number
  readonly plan: Plan
  readonly byNo: ReadonlyMap<number, PlanNode>
}

const plansKept = 64
const cache = new Map<number, LoadedPlan>()

/** The plan of that id, parsed once per process: plans never change. Fails with NOT_FOUND, or NOT_READY for a format of another version. */
export async function loadPlan(db: DbOrTx, id: number): Promise<LoadedPlan> {
  const known = cache.get(id)
  if (known) return known
  const row = await db
    .selectFrom('plan')
    .select(['plan', 'hash'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no plan ${id}.`)
  const parsed = planSchema.safeParse(row.plan)
  if (!parsed.success) {
    throw new Failure(
      'NOT_READY',
      `Plan ${id} is written in a format this version of Dasi does not read; start the version that published it, or publish the scenario again.`,
      {
        details: {
          reason: 'OTHER_FORMAT',
          plan: id,
          format: (row.plan as { format?: unknown }).format,
        },
      },
    )
  }
  const loaded = { id, plan: parsed.data, byNo: new Map(parsed.data.nodes.map((n) => [n.no, n])) }
  if (cache.size >= plansKept) cache.delete(cache.keys().next().value ?? id)
  cache.set(id, loaded)
  return loaded
}
