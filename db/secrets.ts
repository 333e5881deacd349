import { createHmac } from 'node:crypto'
import type { DbOrTx } from './schema.ts'

/** The key that signs session cookies, derived from the installation’s secret: neither can stand in for the other. */
export async function loadSignInSecret(db: DbOrTx): Promise<string> {
  const { secret } = await db.selectFrom('installation').select('secret').executeTakeFirstOrThrow()
  return createHmac('sha256', secret).update('sign-in').digest('hex')
}
