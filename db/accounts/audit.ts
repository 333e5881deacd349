import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'
import { loadSubjectNames, type SubjectName } from './audit-names.ts'

export interface AuditEntry {
  readonly at: InstantMs
  readonly actor: string
  readonly action: string
  readonly subject: string
  readonly detail: Record<string, unknown>
  /** What the subject is called now; null: it is gone, or has no name. */
  readonly named: SubjectName | null
}

/**
 * Records a change made by a person or a key: who (`email` or `key:<id>`), what (`campaign.save`), of what
 * (`campaign:<uuid>`). Give the transaction of the change itself. Personal data of customers does not belong in `detail`.
 */
export async function writeAudit(
  db: DbOrTx,
  entry: {
    readonly actor: string
    readonly action: string
    readonly subject: string
    readonly detail?: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  const { detail = {}, ...rest } = entry
  await db
    .insertInto('audit')
    .values({ ...rest, detail: JSON.stringify(detail) })
    .execute()
}

/** Changes, newest first; of one subject and what belongs to it when given. `after` is `next` of the page before. */
export async function listAudit(
  db: DbOrTx,
  {
    after,
    limit,
    subject,
  }: { after?: string | undefined; limit: number; subject?: string | undefined },
): Promise<{ items: AuditEntry[]; next: string | null }> {
  if (after !== undefined && !/^\d{1,18}$/.test(after)) {
    throw new Failure('INVALID', `after is "${after}"; use \`next\` of the page before.`, {
      details: { reason: 'PAGE_LOST' },
    })
  }
  let query = db
    .selectFrom('audit')
    .select(['id', 'at', 'actor', 'action', 'subject', 'detail'])
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (subject !== undefined) {
    query = query.where((eb) =>
      eb.or([eb('subject', '=', subject), eb('subject', 'like', `${subject}/%`)]),
    )
  }
  if (after !== undefined) query = query.where('id', '<', Number(after))
  const rows = await query.execute()
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const names = await loadSubjectNames(
    db,
    page.map((row) => row.subject),
  )
  return {
    items: page.map(({ id: _, detail, ...row }) => ({
      ...row,
      detail: detail as Record<string, unknown>,
      named: names.get(row.subject) ?? null,
    })),
    next: rows.length > limit && last ? String(last.id) : null,
  }
}
