import { sql } from 'kysely'
import type { Tx } from '../schema.ts'
import type { Pair } from './move-rows.ts'

/** What the one who is kept did not have before, by column; and the points that were added. */
export interface ProfileBefore {
  readonly filled: Readonly<Record<string, string>>
  readonly attributes: readonly string[]
  readonly points: number
}

const columns = [
  'name',
  'email',
  'phone',
  'postal_code',
  'address',
  'gender',
  'birth_date',
  'region',
] as const

/** Fills in what is not known of `kept`; what they have stays. Points are added up. */
export async function mergeProfile(tx: Tx, { kept, gone }: Pair): Promise<ProfileBefore> {
  const people = await tx
    .selectFrom('customer')
    .select(['id', ...columns, 'attributes', 'points'])
    .where('id', 'in', [kept, gone])
    .orderBy('id')
    .forUpdate()
    .execute()
  const mine = people.find((row) => row.id === kept)
  const theirs = people.find((row) => row.id === gone)
  if (!mine || !theirs) throw new Error('A customer vanished')
  const filled: Record<string, string> = {}
  for (const column of columns) {
    const value = theirs[column]
    if (mine[column] === null && value !== null) filled[column] = value
  }
  const attributes = Object.keys(theirs.attributes).filter((key) => !(key in mine.attributes))
  await tx
    .updateTable('customer')
    .set({ ...filled, updated_at: new Date() })
    .set({ attributes: JSON.stringify({ ...theirs.attributes, ...mine.attributes }) })
    .set({ points: mine.points + theirs.points })
    .where('id', '=', kept)
    .execute()
  return { filled, attributes, points: theirs.points }
}

/** Takes back what the merging filled in, unless somebody changed it since. */
export async function restoreProfile(tx: Tx, { kept }: Pair, before: ProfileBefore): Promise<void> {
  for (const column of columns) {
    const value = before.filled[column]
    if (value === undefined) continue
    await sql`update customer set ${sql.ref(column)} = null
      where id = ${kept} and ${sql.ref(column)}::text = ${value}`.execute(tx)
  }
  const keys = `{${before.attributes.map((key) => `"${key}"`).join(',')}}`
  await sql`update customer set attributes = attributes - ${keys}::text[],
    points = greatest(0, points - ${before.points}), updated_at = now() where id = ${kept}`.execute(
    tx,
  )
}
