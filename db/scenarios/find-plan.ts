import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'

/**
 * The plan to launch or rehearse: a version of a scenario, by default the newest. The scenario is named by its uuid or its
 * name. Fails with NOT_FOUND, with NOT_READY where nothing of it was ever published, or with CONFLICT if several
 * published ones have the name.
 */
export async function findPlan(
  db: DbOrTx,
  { scenario, version }: { readonly scenario: string; readonly version?: number | undefined },
): Promise<{ plan: number; version: number; scenario: string }> {
  const { id, uuid } = await scenarioCalled(db, scenario)
  let query = db
    .selectFrom('plan')
    .select(['id as plan', 'version'])
    .where('scenario', '=', id)
    .orderBy('version', 'desc')
  if (version !== undefined) query = query.where('version', '=', version)
  const row = await query.limit(1).executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `The scenario has no version ${version}.`)
  return { ...row, scenario: uuid }
}

/** Of those of that name, the one that was published. */
async function scenarioCalled(db: DbOrTx, scenario: string): Promise<{ id: number; uuid: string }> {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(scenario)
  const rows = await db
    .selectFrom('scenario as s')
    .select(['s.id', 's.uuid'])
    .select(({ exists, selectFrom }) =>
      exists(selectFrom('plan as p').select('p.id').whereRef('p.scenario', '=', 's.id')).as(
        'isPublished',
      ),
    )
    .where(isUuid ? 's.uuid' : 's.name', '=', scenario)
    .orderBy('s.id', 'desc')
    .execute()
  if (rows.length === 0) throw new Failure('NOT_FOUND', `There is no scenario "${scenario}".`)
  const [found, other] = rows.filter(({ isPublished }) => isPublished)
  if (!found) {
    throw new Failure(
      'NOT_READY',
      'The scenario was never published: publish it first, in the designer or with "dasi scenario publish FILE".',
      { details: { reason: 'NEVER_PUBLISHED' } },
    )
  }
  if (other) {
    throw new Failure(
      'CONFLICT',
      `Several scenarios are called "${scenario}"; name one by its id: ${rows.map(({ uuid }) => uuid).join(', ')}.`,
      { details: { reason: 'SEVERAL_SCENARIOS', name: scenario } },
    )
  }
  return found
}
