import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Rule } from '../../schemas/rule.ts'
import { writeAudit } from '../accounts/audit.ts'
import { textArray } from '../arrays.ts'
import { isTaken } from '../pg-error.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { fromWhere, loadRuleContext } from '../segments/rule-sql.ts'
import { inTransaction } from '../transaction.ts'

export interface CustomerList {
  readonly id: string
  readonly name: string
  readonly customers: number
  readonly createdAt: InstantMs
  readonly createdBy: string
  /** The segment it was taken from. */
  readonly segment: { readonly id: string; readonly name: string } | null
}

/** Lists that were brought in, by name. */
export async function listCustomerLists(db: DbOrTx): Promise<CustomerList[]> {
  const { rows } = await sql<CustomerList>`
    select l.id, l.name, l.created_at as "createdAt", l.created_by as "createdBy",
      (select count(*) from customer_list_member m where m.list = l.id)::int as customers,
      (select jsonb_build_object('id', s.id, 'name', s.name) from segment s where s.id = l.segment) as segment
    from customer_list l order by l.name`.execute(db)
  return rows
}

/**
 * Keeps a list of customers by the house’s ids. Ids nobody has are answered and left out. Fails with CONFLICT for a name
 * that is taken, with INVALID when none of the ids is known.
 */
export async function createCustomerList(
  db: Db,
  { name, customers, by }: { name: string; customers: readonly string[]; by: string },
): Promise<CustomerList & { unknown: string[] }> {
  return inTransaction(db, async (tx) => {
    const list = await tx
      .insertInto('customer_list')
      .values({ name, created_by: by })
      .returning(['id', 'created_at'])
      .executeTakeFirstOrThrow()
    const ids = textArray([...new Set(customers)])
    const { numAffectedRows } = await sql`
      insert into customer_list_member (list, customer)
      select ${list.id}::uuid, c.id from unnest(${ids}::text[]) v(external)
      join customer c on c.external_id = v.external and c.erased_at is null
      order by c.id`.execute(tx)
    const members = Number(numAffectedRows ?? 0)
    if (members === 0) {
      throw new Failure(
        'INVALID',
        `None of these ids is a customer’s, beginning with "${customers[0] ?? ''}": check the column.`,
        { details: { reason: 'NO_SUCH_CUSTOMERS' } },
      )
    }
    const { rows } = await sql<{ external: string }>`
      select v.external from unnest(${ids}::text[]) v(external)
      where not exists (select from customer c where c.external_id = v.external and c.erased_at is null)
      order by 1 limit 1000`.execute(tx)
    await writeAudit(tx, {
      actor: by,
      action: 'list.create',
      subject: `list:${list.id}`,
      detail: { customers: members },
    })
    const unknown = rows.map((row) => row.external)
    return {
      id: list.id,
      name,
      customers: members,
      createdAt: list.created_at,
      createdBy: by,
      segment: null,
      unknown,
    }
  }).catch((error: unknown) => {
    if (!isTaken(error)) throw error
    throw new Failure('CONFLICT', `A list called "${name}" exists already: choose another name.`, {
      details: { reason: 'NAME_TAKEN', name },
    })
  })
}

/** Keeps the customers of a segment as a list. Answers its id. Fails with INVALID when nobody belongs. */
export async function createListOfMembers(
  tx: Tx,
  given: { name: string; segment: string; rule: Rule; asOf: InstantMs; by: string },
): Promise<string> {
  const { name, segment, rule, asOf, by } = given
  const { id } = await tx
    .insertInto('customer_list')
    .values({ name, segment, as_of: new Date(asOf), created_by: by })
    .returning('id')
    .executeTakeFirstOrThrow()
  const members = fromWhere(rule, await loadRuleContext(tx, asOf))
  const { numAffectedRows } = await sql`
    insert into customer_list_member (list, customer)
    select ${id}::uuid, c.id ${members} order by c.id`.execute(tx)
  const customers = Number(numAffectedRows ?? 0)
  if (customers === 0) {
    throw new Failure('INVALID', 'Nobody belongs to this segment now: there is nothing to keep.', {
      details: { reason: 'SEGMENT_EMPTY' },
    })
  }
  await writeAudit(tx, {
    actor: by,
    action: 'list.create',
    subject: `list:${id}`,
    detail: { customers, segment },
  })
  return id
}

/** Deletes a list; segments that name it then hold for nobody on it. Fails with NOT_FOUND. */
export async function deleteCustomerList(db: Db, id: string, by: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    const gone = await tx.deleteFrom('customer_list').where('id', '=', id).executeTakeFirst()
    if (gone.numDeletedRows === 0n) throw new Failure('NOT_FOUND', `There is no list ${id}.`)
    await writeAudit(tx, { actor: by, action: 'list.delete', subject: `list:${id}` })
  })
}
