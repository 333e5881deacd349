import { Failure } from '../schemas/failure.ts'
import type { DbOrTx } from './schema.ts'

/** The newest published plan of a scenario, by the scenario's uuid or its name. Fails with NOT_FOUND, or CONFLICT if several have the name. */
export async function newestPlan(
  db: DbOrTx,
  scenario: string,
): Promise<{ plan: number; version: number; scenario: string }> {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(scenario)
  const rows = await db
    .selectFrom('scenario as s')
    .innerJoin('plan as p', 'p.scenario', 's.id')
    .select(['p.id as plan', 'p.version', 's.uuid as scenario'])
    .distinctOn('s.id')
    .where(isUuid ? 's.uuid' : 's.name', '=', scenario)
    .orderBy('s.id', 'desc')
    .orderBy('p.version', 'desc')
    .execute()
  const [newest, other] = rows
  if (!newest) {
    throw new Failure(
      'NOT_FOUND',
      `No scenario "${scenario}" has been published; publish one with "dasi scenario publish FILE".`,
    )
  }
  if (other) {
    throw new Failure(
      'CONFLICT',
      `Several scenarios are called "${scenario}"; name one by its id: ${rows.map((r) => r.scenario).join(', ')}.`,
    )
  }
  return newest
}
