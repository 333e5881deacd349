import { sql } from 'kysely'
import { textArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'

export interface Pair {
  readonly kept: number
  readonly gone: number
}

/** Keys of the rows that went over, as text, by table. */
export type MovedRows = Readonly<Record<string, readonly string[]>>

/** Tables whose rows belong to a customer and follow them, with what names a row; in the order of locks. */
const tables = [
  { table: 'enrolment', key: `run || '/' || cohort || '/' || no` },
  { table: 'inbox', key: 'id::text' },
  { table: 'intent', key: 'outward::text' },
  { table: 'call_task', key: 'outward::text' },
  { table: 'purchase', key: 'id::text' },
  { table: 'consent_event', key: 'id::text' },
  { table: 'activity_use', key: `activity || '/' || source || '/' || source_ref` },
  { table: 'run_entry', key: 'id::text' },
] as const

export async function moveRows(tx: Tx, { kept, gone }: Pair): Promise<MovedRows> {
  const moved: Record<string, string[]> = {}
  for (const { table, key } of tables) {
    const { rows } = await sql<{ key: string }>`
      update ${sql.table(table)} set customer = ${kept} where customer = ${gone}
      returning ${sql.raw(key)} as key`.execute(tx)
    moved[table] = rows.map((row) => row.key)
  }
  const { rows: lists } = await sql<{ list: string; isNew: boolean }>`
    with theirs as (
      delete from customer_list_member where customer = ${gone} returning list
    ), added as (
      insert into customer_list_member (list, customer) select list, ${kept}::int from theirs
      on conflict do nothing returning list
    )
    select t.list, a.list is not null as "isNew" from theirs t left join added a using (list)`.execute(
    tx,
  )
  moved['lists'] = lists.map((row) => row.list)
  moved['newLists'] = lists.flatMap((row) => (row.isNew ? [row.list] : []))
  return moved
}

export async function moveRowsBack(tx: Tx, { kept, gone }: Pair, moved: MovedRows): Promise<void> {
  for (const { table, key } of tables) {
    const keys = textArray(moved[table] ?? [])
    await sql`update ${sql.table(table)} set customer = ${gone}
      where customer = ${kept} and ${sql.raw(key)} = any(${keys}::text[])`.execute(tx)
  }
  // What an enrolment ordered since belongs to whoever it is.
  for (const table of ['intent', 'call_task'] as const) {
    await sql`update ${sql.table(table)} t set customer = ${gone} from enrolment e
      where t.customer = ${kept} and e.customer = ${gone}
        and e.run = t.run and e.cohort = t.cohort and e.no = t.enrolment`.execute(tx)
  }
  await sql`insert into customer_list_member (list, customer)
    select l.id, ${gone}::int from customer_list l where l.id = any(${textArray(moved['lists'] ?? [])}::uuid[])
    on conflict do nothing`.execute(tx)
  await sql`delete from customer_list_member where customer = ${kept}
    and list = any(${textArray(moved['newLists'] ?? [])}::uuid[])`.execute(tx)
}
