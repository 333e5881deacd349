import { createHmac } from 'node:crypto'
import type { DbOrTx } from './schema.ts'

/** A key for one use, 32 bytes, derived from the installation’s secret, so that no use can stand in for another. */
export async function loadSecretFor(db: DbOrTx, use: 'links' | 'sign-in'): Promise<Buffer> {
  const { secret } = await db.selectFrom('installation').select('secret').executeTakeFirstOrThrow()
  return createHmac('sha256', secret).update(use).digest()
}
