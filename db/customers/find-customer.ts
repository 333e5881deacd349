import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'

/** The uuid of a customer named by it, or by the house’s own id. Fails with NOT_FOUND. */
export async function findCustomer(db: DbOrTx, name: string): Promise<string> {
  const row = await db
    .selectFrom('customer')
    .select('uuid')
    .where((eb) =>
      eb.or([eb('external_id', '=', name), eb(eb.cast<string>('uuid', 'text'), '=', name)]),
    )
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no customer "${name}".`)
  return row.uuid
}
