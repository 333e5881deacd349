import { sql } from 'kysely'
import type { EarlierContact } from '../../engine/decision.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { numberArray } from '../arrays.ts'
import type { DbOrTx } from '../schema.ts'

/** Contacts of real campaigns that were made up to an instant, with what had come back by then, by customer. */
export async function loadEarlierContacts(
  tx: DbOrTx,
  { customers, asOf }: { customers: readonly number[]; asOf: InstantMs },
): Promise<Map<number, EarlierContact[]>> {
  const until = new Date(asOf)
  const { rows } = await sql<EarlierContact & { customer: number }>`
    select i.customer, i.settled_at as at, i.channel, k.uuid as campaign, coalesce((
      select array_agg(a.kind) from response a
      where a.run = i.run and a.cohort = i.cohort and a.node = i.node and a.enrolment = i.enrolment
        and a.visit = i.visit and a.occurrence = i.occurrence and a.first_at <= ${until}), '{}') as responses
    from intent i
    join run r on r.id = i.run and r.kind <> 'sandbox'
    join plan p on p.id = r.plan join scenario s on s.id = p.scenario join campaign k on k.id = s.campaign
    where i.customer = any(${numberArray(customers)}::int[]) and i.status = 3 and i.settled_at <= ${until}
    order by i.customer, i.settled_at`.execute(tx)
  return gathered(rows.map(({ customer, ...contact }) => [customer, contact]))
}

/** Ids of the lists these customers stand on. */
export async function loadLists(
  tx: DbOrTx,
  customers: readonly number[],
): Promise<Map<number, string[]>> {
  const { rows } = await sql<{ customer: number; list: string }>`
    select customer, list from customer_list_member
    where customer = any(${numberArray(customers)}::int[]) order by customer, list`.execute(tx)
  return gathered(rows.map(({ customer, list }) => [customer, list]))
}

function gathered<T>(pairs: readonly (readonly [number, T])[]): Map<number, T[]> {
  const result = new Map<number, T[]>()
  for (const [customer, item] of pairs) {
    const list = result.get(customer)
    if (list) list.push(item)
    else result.set(customer, [item])
  }
  return result
}
