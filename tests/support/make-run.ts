import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { type RunSettings, runSettingsSchema } from '../../schemas/run.ts'

/**
 * A run with nothing but its row: for tests of what hangs on a run and on its clock, not on its plan.
 * `clockAt` (ISO) is where a sandbox's clock stands.
 */
export async function makeRun(
  db: Db,
  {
    settings = {},
    clockAt = '2026-11-22T00:00:00Z',
    state = 'running',
  }: {
    settings?: Partial<Omit<RunSettings, 'kind'>> & { kind?: RunSettings['kind'] }
    clockAt?: string
    state?: 'starting' | 'running' | 'paused'
  } = {},
): Promise<{ run: number; uuid: string; settings: RunSettings }> {
  const parsed = runSettingsSchema.parse({ kind: 'sandbox', ...settings })
  const campaign = await db
    .insertInto('campaign')
    .values({ name: 'Win-back', created_by: 'test' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const scenario = await db
    .insertInto('scenario')
    .values({ campaign: campaign.id, name: 'Win-back', draft: '{}', updated_by: 'test' })
    .returning('id')
    .executeTakeFirstOrThrow()
  const plan = await db
    .insertInto('plan')
    .values({
      scenario: scenario.id,
      version: 1,
      hash: 'test',
      plan: '{}',
      source: '{}',
      published_by: 'test',
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const sandbox = parsed.kind === 'sandbox'
  const run = await db
    .insertInto('run')
    .values({
      plan: plan.id,
      kind: parsed.kind,
      state,
      settings: JSON.stringify(parsed),
      clock_at: sandbox ? new Date(clockAt) : null,
      as_of: new Date(clockAt),
      started_by: 'test',
    })
    .returning(['id', 'uuid'])
    .executeTakeFirstOrThrow()
  return { run: run.id, uuid: run.uuid, settings: parsed }
}

/** Sets a sandbox's clock. */
export async function setClock(db: Db, run: number, at: string): Promise<void> {
  await sql`update run set clock_at = ${new Date(at)} where id = ${run}`.execute(db)
}
