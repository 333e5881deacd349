import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { writeAudit } from '../accounts/audit.ts'
import { isTaken } from '../pg-error.ts'
import { loadScenario } from '../scenarios/scenarios.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

/** A scenario saved to begin others with. */
export interface OwnTemplate {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly createdBy: string
  readonly createdAt: InstantMs
}

const columns = [
  'id',
  'name',
  'description',
  'created_by as createdBy',
  'created_at as createdAt',
] as const

/** All of them, by name. */
export function listTemplates(db: DbOrTx): Promise<OwnTemplate[]> {
  return db.selectFrom('template').select(columns).orderBy('name').execute()
}

/** The drawing of one; null where there is none with this id. */
export async function loadTemplate(db: DbOrTx, id: string): Promise<Scenario | null> {
  const row = await db
    .selectFrom('template')
    .select('scenario')
    .where('id', '=', id)
    .executeTakeFirst()
  return row ? scenarioSchema.parse(row.scenario) : null
}

/** Saves a scenario’s draft as it stands. Fails with NOT_FOUND for the scenario, CONFLICT when the name is taken. */
export function saveTemplate(
  db: Db,
  wanted: { scenario: string; name: string; description: string; by: string },
): Promise<OwnTemplate> {
  const { name, description, by } = wanted
  return inTransaction(db, async (tx) => {
    const { draft } = await loadScenario(tx, wanted.scenario)
    const row = await tx
      .insertInto('template')
      .values({ name, description, scenario: JSON.stringify({ ...draft, name }), created_by: by })
      .returning(columns)
      .executeTakeFirstOrThrow()
    await writeAudit(tx, { actor: by, action: 'template.create', subject: `template:${row.id}` })
    return row
  }).catch((error: unknown) => {
    if (!isTaken(error)) throw error
    throw new Failure('CONFLICT', `There is a template "${name}" already; choose another name.`, {
      details: { reason: 'NAME_TAKEN', name, field: 'name', value: name },
      cause: error,
    })
  })
}

/** Takes a template away; scenarios made from it stay. Fails with NOT_FOUND. */
export function removeTemplate(db: Db, { id, by }: { id: string; by: string }): Promise<void> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .deleteFrom('template')
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirst()
    if (!row) throw new Failure('NOT_FOUND', `There is no template ${id}.`)
    const detail = { name: row.name }
    await writeAudit(tx, {
      actor: by,
      action: 'template.remove',
      subject: `template:${id}`,
      detail,
    })
  })
}
