import { sql } from 'kysely'
import type { SegmentRules } from '../../engine/rules/expand-segments.ts'
import { clausesOf } from '../../engine/rules/matches.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Rule, ruleSchema } from '../../schemas/rule.ts'
import { writeAudit } from '../accounts/audit.ts'
import { createListOfMembers } from '../customers/customer-lists.ts'
import { isTaken } from '../pg-error.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { checkRule } from './rule-sql.ts'
import { keepSegmentSize } from './segment-sizes.ts'

export interface Segment {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly rule: Rule
  /** Customers at the last count. */
  readonly size: number | null
  readonly countedAt: InstantMs | null
  readonly updatedAt: InstantMs
  /** Since when its members stand fixed on a list; null: it changes with the customers. */
  readonly fixedAt: InstantMs | null
}

export interface SegmentContent {
  readonly name: string
  readonly description: string
  readonly rule: Rule
}

/** All saved segments, by name. */
export async function listSegments(db: DbOrTx): Promise<Segment[]> {
  const rows = await db.selectFrom('segment').select(columns).orderBy('name').execute()
  return rows.map(segmentOf)
}

/** One saved segment. Fails with NOT_FOUND. */
export async function loadSegment(db: DbOrTx, id: string): Promise<Segment> {
  const row = await db.selectFrom('segment').select(columns).where('id', '=', id).executeTakeFirst()
  if (!row) throw unknown(`id ${id}`)
  return segmentOf(row)
}

/** One saved segment by its name. Fails with NOT_FOUND. */
export async function loadSegmentByName(db: DbOrTx, name: string): Promise<Segment> {
  const row = await db
    .selectFrom('segment')
    .select(columns)
    .where('name', '=', name)
    .executeTakeFirst()
  if (!row) throw unknown(`the name "${name}"`)
  return segmentOf(row)
}

/** Saves a new segment. Fails with INVALID for a rule that cannot be used, CONFLICT for a name that is taken. */
export async function createSegment(
  db: Db,
  content: SegmentContent & { by: string },
): Promise<Segment> {
  return inTransaction(db, (tx) => insertSegment(tx, content)).catch(refuseTaken(content.name))
}

async function insertSegment(
  tx: Tx,
  { by, ...content }: SegmentContent & { by: string },
): Promise<Segment> {
  await lockRules(tx)
  checkRule(content.rule, await segmentRules(tx))
  const row = await tx
    .insertInto('segment')
    .values({ ...content, rule: JSON.stringify(content.rule) })
    .returning(columns)
    .executeTakeFirstOrThrow()
  await writeAudit(tx, { actor: by, action: 'segment.create', subject: `segment:${row.id}` })
  return segmentOf(row)
}

/** Changes a segment; scenarios published before keep the rule they were published with. Fails as `createSegment` does. */
export async function updateSegment(
  db: Db,
  id: string,
  { by, ...content }: SegmentContent & { by: string },
): Promise<Segment> {
  return inTransaction(db, async (tx) => {
    await lockRules(tx)
    const own: Rule = { type: 'segment', segment: id, member: true }
    checkRule(content.rule, await segmentRules(tx))
    // Through its own name, so that a segment made of itself is found.
    checkRule(own, { ...(await segmentRules(tx)), [id]: { rule: content.rule } })
    const rule = JSON.stringify(content.rule)
    const row = await tx
      .updateTable('segment')
      .set((eb) => ({
        ...content,
        rule,
        // A count belongs to the rule it was made for.
        size: sql`case when ${eb.ref('rule')} = ${rule}::jsonb then size end`,
        counted_at: sql`case when ${eb.ref('rule')} = ${rule}::jsonb then counted_at end`,
        updated_at: sql`now()`,
      }))
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst()
    if (!row) throw unknown(`id ${id}`)
    await writeAudit(tx, { actor: by, action: 'segment.save', subject: `segment:${id}` })
    return segmentOf(row)
  }).catch(refuseTaken(content.name))
}

/** Counts a saved segment as of now and keeps the size in its history. Fails with NOT_FOUND. */
export async function countSavedSegment(
  db: Db,
  id: string,
  now: InstantMs = Date.now(),
): Promise<Segment> {
  await loadSegment(db, id)
  await keepSegmentSize(db, { segment: id, cause: 'asked', now })
  return loadSegment(db, id)
}

/**
 * Keeps the customers who belong to a segment now as a segment of its own that never changes: a list, and a rule that
 * names it. Fails with NOT_FOUND, with CONFLICT for a name that is taken, with INVALID when nobody belongs.
 */
export async function freezeSegment(
  db: Db,
  { id, name, now, by }: { id: string; name: string; now: InstantMs; by: string },
): Promise<Segment> {
  return inTransaction(db, async (tx) => {
    const { rule, description } = await loadSegment(tx, id)
    const list = await createListOfMembers(tx, { name, segment: id, rule, asOf: now, by })
    const frozen: Rule = { type: 'list', list, member: true }
    return insertSegment(tx, { name, description, rule: frozen, by })
  }).catch(refuseTaken(name))
}

/** Deletes a segment; what was published keeps its rule. Fails with NOT_FOUND, and with CONFLICT where another segment names it. */
export async function deleteSegment(db: Db, id: string, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await lockRules(tx)
    const { name } = await loadSegment(tx, id)
    const user = (await listSegments(tx)).find(({ rule }) => namesSegment(rule, id))
    if (user) {
      throw new Failure(
        'CONFLICT',
        `"${user.name}" is made of "${name}": take it out of there first.`,
        { details: { reason: 'SEGMENT_USED', name: user.name } },
      )
    }
    await tx.deleteFrom('segment').where('id', '=', id).execute()
    const subject = `segment:${id}`
    await writeAudit(tx, { actor: by, action: 'segment.delete', subject, detail: { name } })
  })
}

function namesSegment(rule: Rule, id: string): boolean {
  return clausesOf(rule).some((clause) => clause.type === 'segment' && clause.segment === id)
}

/** Rules that name each other change one after the other. */
async function lockRules(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${rulesLock})`.execute(tx)
}

const rulesLock = 62_006

async function segmentRules(tx: Tx): Promise<SegmentRules> {
  const rows = await tx.selectFrom('segment').select(['id', 'rule']).execute()
  return Object.fromEntries(rows.map(({ id, rule }) => [id, { rule }]))
}

const columns = [
  'id',
  'name',
  'description',
  'rule',
  'size',
  'counted_at',
  'updated_at',
  sql<InstantMs | null>`(
    select coalesce(l.as_of, l.created_at) from customer_list l
    where rule ->> 'type' = 'list' and rule -> 'member' = 'true' and l.id::text = rule ->> 'list'
  )`.as('fixed_at'),
] as const

function segmentOf(row: {
  id: string
  name: string
  description: string
  rule: unknown
  size: number | null
  counted_at: InstantMs | null
  updated_at: InstantMs
  fixed_at: InstantMs | null
}): Segment {
  const { counted_at: countedAt, updated_at: updatedAt, fixed_at: fixedAt, rule, ...rest } = row
  return { ...rest, rule: ruleSchema.parse(rule), countedAt, updatedAt, fixedAt }
}

function unknown(what: string): Failure {
  return new Failure('NOT_FOUND', `There is no saved segment with ${what}.`)
}

function refuseTaken(name: string): (error: unknown) => never {
  return (error) => {
    if (!isTaken(error)) throw error
    throw new Failure(
      'CONFLICT',
      `A segment or list called "${name}" exists already: choose another name.`,
      {
        details: { reason: 'NAME_TAKEN', name },
        cause: error,
      },
    )
  }
}
