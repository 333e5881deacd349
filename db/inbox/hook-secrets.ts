import { randomBytes } from 'node:crypto'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { writeAudit } from '../accounts/audit.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

/** A secret shared with a provider that signs what it posts, without the secret. */
export interface HookSecret {
  readonly id: string
  /** The provider: the last part of the address it posts to, and the source of its events. */
  readonly name: string
  readonly createdAt: InstantMs
  readonly revokedAt: InstantMs | null
}

const secretBytes = 32

/**
 * Keeps the secret a provider gave, or makes one of 256 random bits. A name may have several at once, so that one can be
 * replaced without losing what is signed with the other. Answers it as Standard Webhooks writes it, this once.
 */
export async function createHookSecret(
  db: Db,
  { name, secret, by }: { name: string; secret?: Buffer | undefined; by: string },
): Promise<{ secret: string; details: HookSecret }> {
  const bytes = secret ?? randomBytes(secretBytes)
  const details = await inTransaction(db, async (tx) => {
    const made = await tx
      .insertInto('hook_secret')
      .values({ id: randomBytes(6).toString('hex'), name, secret: bytes })
      .returning(['id', 'name', 'created_at as createdAt', 'revoked_at as revokedAt'])
      .executeTakeFirstOrThrow()
    const detail = { name, id: made.id }
    await writeAudit(tx, { actor: by, action: 'hook.create', subject: `hook:${name}`, detail })
    return made
  })
  return { secret: `whsec_${bytes.toString('base64')}`, details }
}

/** Newest first. */
export async function listHookSecrets(db: DbOrTx): Promise<HookSecret[]> {
  return db
    .selectFrom('hook_secret')
    .select(['id', 'name', 'created_at as createdAt', 'revoked_at as revokedAt'])
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute()
}

/** From now on nothing signed with it is taken; revoking twice changes nothing. Fails with NOT_FOUND. */
export async function revokeHookSecret(
  db: Db,
  { id, by }: { id: string; by: string },
): Promise<HookSecret> {
  return inTransaction(db, async (tx) => {
    const revoked = await tx
      .updateTable('hook_secret')
      .set({ revoked_at: new Date() })
      .where('id', '=', id)
      .where('revoked_at', 'is', null)
      .returning('name')
      .executeTakeFirst()
    if (revoked) {
      const subject = `hook:${revoked.name}`
      await writeAudit(tx, { actor: by, action: 'hook.revoke', subject, detail: { id } })
    }
    const found = (await listHookSecrets(tx)).find((one) => one.id === id)
    if (!found) throw new Failure('NOT_FOUND', `There is no webhook secret ${id}.`)
    return found
  })
}

/** The secrets that signatures of this provider may be made with; empty: it is not known. */
export async function activeHookSecrets(db: DbOrTx, name: string): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('hook_secret')
    .select('secret')
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .execute()
  return rows.map(({ secret }) => secret)
}
