import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import type { DbOrTx, Tx } from '../schema.ts'

const pauseMinutes = 10
const keptPerScenario = 100

/** A draft as somebody left it. */
export interface DraftMark {
  readonly revision: number
  readonly savedBy: string
  readonly savedAt: InstantMs
}

/**
 * Keeps the draft as it stands, before `by` saves over it: unless the same person saved it within ten minutes. The
 * newest hundred of a scenario are kept.
 */
export async function markDraft(
  tx: Tx,
  { id, revision, by }: { id: string; revision: number; by: string },
): Promise<void> {
  const { rows } = await sql<{ scenario: number }>`
    insert into draft_mark (scenario, revision, draft, saved_by, saved_at)
    select id, revision, draft, updated_by, updated_at from scenario
    where uuid = ${id} and revision = ${revision}
      and (updated_by <> ${by} or updated_at < now() - make_interval(mins => ${pauseMinutes}))
    on conflict do nothing
    returning scenario`.execute(tx)
  const scenario = rows[0]?.scenario
  if (scenario === undefined) return
  await sql`
    delete from draft_mark where scenario = ${scenario} and revision < (
      select min(revision) from (
        select revision from draft_mark where scenario = ${scenario}
        order by revision desc limit ${keptPerScenario}) newest)`.execute(tx)
}

/** The drafts of a scenario that were kept, newest first. */
export function listDraftMarks(db: DbOrTx, id: string): Promise<DraftMark[]> {
  return db
    .selectFrom('draft_mark as m')
    .innerJoin('scenario as s', 's.id', 'm.scenario')
    .select(['m.revision', 'm.saved_by as savedBy', 'm.saved_at as savedAt'])
    .where('s.uuid', '=', id)
    .orderBy('m.revision', 'desc')
    .execute()
}

/** One of them. Fails with NOT_FOUND. */
export async function loadDraftMark(
  db: DbOrTx,
  { id, revision }: { id: string; revision: number },
): Promise<DraftMark & { draft: Scenario }> {
  const row = await db
    .selectFrom('draft_mark as m')
    .innerJoin('scenario as s', 's.id', 'm.scenario')
    .select(['m.revision', 'm.draft', 'm.saved_by as savedBy', 'm.saved_at as savedAt'])
    .where('s.uuid', '=', id)
    .where('m.revision', '=', revision)
    .executeTakeFirst()
  if (row) return { ...row, draft: scenarioSchema.parse(row.draft) }
  throw new Failure('NOT_FOUND', `Revision ${revision} of scenario ${id} was not kept.`)
}
