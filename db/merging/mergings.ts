import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { DbOrTx } from '../schema.ts'

export interface Merging {
  readonly id: number
  readonly kept: string
  readonly gone: string
  readonly goneExternalId: string
  readonly goneName: string | null
  readonly by: string
  readonly at: InstantMs
}

/** Who was merged into a customer, or whom a customer was merged into, and not parted again; newest first. */
export async function listMergings(db: DbOrTx, customer: string): Promise<Merging[]> {
  const { rows } = await sql<Merging>`
    select m.id, k.uuid as kept, g.uuid as gone, g.external_id as "goneExternalId", g.name as "goneName",
      m.made_by as by, m.made_at as at
    from customer_merge m
    join customer k on k.id = m.kept
    join customer g on g.id = m.gone
    where m.undone_at is null and (k.uuid = ${customer} or g.uuid = ${customer})
    order by m.id desc`.execute(db)
  return rows
}
