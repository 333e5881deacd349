import { sql } from 'kysely'
import { channelsOf } from '../../engine/gate.ts'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import type { Rule } from '../../schemas/rule.ts'
import { writeAudit } from '../accounts/audit.ts'
import { numberArray } from '../arrays.ts'
import type { Db } from '../schema.ts'
import { listMembers, readWithRoom } from './segments.ts'

/** A customer of a segment, as it is handed out: no name, no address. */
export interface Member {
  readonly externalId: string
  readonly gender: string | null
  readonly region: string | null
  readonly points: number
  readonly firstPurchaseAt: InstantMs | null
  readonly lastPurchaseAt: InstantMs | null
  readonly purchaseCount: number
  readonly totalAmount: number
  /** Where advertising is agreed to and not suppressed. */
  readonly channels: readonly Channel[]
  readonly attributes: Readonly<Record<string, unknown>>
  readonly scores: Readonly<Record<string, number>>
}

const pageMax = 2000

/** Who belongs to a saved segment now, in pages; noted in the audit. Who is erased meanwhile is left out. */
export async function exportMembers(
  db: Db,
  { id, rule, by, now }: { id: string; rule: Rule; by: string; now: InstantMs },
): Promise<AsyncIterable<readonly Member[]>> {
  const ids = await readWithRoom(db, (tx) =>
    listMembers(tx, { rule, asOf: now, sampleSize: null, seed: 0 }),
  )
  await writeAudit(db, {
    ...{ actor: by, action: 'segment.export', subject: `segment:${id}` },
    detail: { customers: ids.length },
  })
  return pagesOf(db, ids)
}

async function* pagesOf(db: Db, ids: readonly number[]): AsyncGenerator<readonly Member[]> {
  for (let i = 0; i < ids.length; i += pageMax) {
    const { rows } = await sql<Omit<Member, 'channels'> & { usable: number }>`
      select c.external_id as "externalId", c.gender, c.region, c.points,
        m.first_purchase_at as "firstPurchaseAt", m.last_purchase_at as "lastPurchaseAt",
        coalesce(m.purchase_count, 0) as "purchaseCount", coalesce(m.total_amount, 0) as "totalAmount",
        coalesce(s.consent & ~s.suppressed, 0)::int as usable, c.attributes,
        coalesce(sc.scores, '{}') as scores
      from customer c
      left join customer_metric m on m.customer = c.id
      left join contact_state s on s.scope = 0 and s.customer = c.id
      left join customer_score sc on sc.customer = c.id
      where c.id = any(${numberArray(ids.slice(i, i + pageMax))}::int[]) and c.erased_at is null
      order by c.id`.execute(db)
    yield rows.map(({ usable, ...row }) => ({ ...row, channels: channelsOf(usable) }))
  }
}
