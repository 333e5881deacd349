import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Role } from '../../schemas/role.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { together } from '../together.ts'
import { inTransaction } from '../transaction.ts'
import { writeAudit } from './audit.ts'

export interface KeyDetails {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: InstantMs
  readonly expiresAt: InstantMs | null
  readonly revokedAt: InstantMs | null
  readonly lastUsedAt: InstantMs | null
}

const shape = /^dasi_([a-z0-9]{12})_([A-Za-z0-9_-]{43})$/
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

/**
 * Makes an API key `dasi_<id>_<secret>`. The secret has 256 random bits; only its SHA-256 is kept, so `key` can be
 * shown this once and never again.
 */
export async function createKey(
  db: Db,
  {
    name,
    role,
    expiresAt,
    by,
  }: { name: string; role: Role; expiresAt: InstantMs | null; by: string },
): Promise<{ key: string; details: KeyDetails }> {
  if (expiresAt !== null && expiresAt <= Date.now()) {
    throw new Failure('INVALID', 'The key would have expired already; choose a later instant.', {
      details: {
        reason: 'EXPIRES_IN_PAST',
        field: 'expiresAt',
        value: new Date(expiresAt).toISOString(),
      },
    })
  }
  const id = Array.from({ length: 12 }, () => letters[randomInt(letters.length)]).join('')
  const secret = randomBytes(32).toString('base64url')
  const details = await inTransaction(db, async (tx) => {
    await tx
      .insertInto('api_key')
      .values({
        id,
        name,
        role,
        secret_hash: hashOf(secret),
        expires_at: expiresAt === null ? null : new Date(expiresAt),
      })
      .execute()
    await writeAudit(tx, {
      actor: by,
      action: 'key.create',
      subject: `key:${id}`,
      detail: { name, role },
    })
    return loadKey(tx, id)
  })
  return { key: `dasi_${id}_${secret}`, details }
}

/** Keys that share a look-up at most. */
const checkedTogether = 200
/** Under load a request waits so long at most for others to be looked up with. */
const gatherMs = 5
const usedEveryMs = 60_000

/**
 * A function that says who holds a key. Fails with NOT_SIGNED_IN for a key that is malformed, unknown, wrong, expired or
 * revoked. It looks every time, so a key that was revoked is refused at once; keys asked for meanwhile share a look-up.
 */
export function createKeyCheck(db: Db): (key: string) => Promise<KeyDetails> {
  const load = together((ids: readonly string[]) => loadSecrets(db, ids), {
    most: checkedTogether,
    everyMs: gatherMs,
  })
  return async (key) => {
    const [, id = '', secret = ''] = shape.exec(key) ?? []
    const row = await load(id)
    const same = timingSafeEqual(hashOf(secret), row?.secret_hash ?? Buffer.alloc(32))
    if (!row || !same) throw refused('is not known')
    if (row.revokedAt !== null) throw refused('was revoked')
    if (row.expiresAt !== null && row.expiresAt <= Date.now()) throw refused('has expired')
    if ((row.lastUsedAt ?? 0) < Date.now() - usedEveryMs) await noteUse(db, id)
    const { secret_hash: _, ...details } = row
    return details
  }
}

async function loadSecrets(db: Db, ids: readonly string[]) {
  const rows = await selectKeys(db).select('secret_hash').where('id', 'in', ids).execute()
  return ids.map((id) => rows.find((row) => row.id === id))
}

export async function listKeys(db: DbOrTx): Promise<KeyDetails[]> {
  return selectKeys(db).orderBy('created_at', 'desc').execute()
}

/** Ends a key at once and for ever; revoking twice changes nothing. Fails with NOT_FOUND. */
export async function revokeKey(
  db: Db,
  { id, by }: { id: string; by: string },
): Promise<KeyDetails> {
  return inTransaction(db, async (tx) => {
    const { revokedAt } = await loadKey(tx, id)
    if (revokedAt === null) {
      await tx.updateTable('api_key').set({ revoked_at: new Date() }).where('id', '=', id).execute()
      await writeAudit(tx, { actor: by, action: 'key.revoke', subject: `key:${id}` })
    }
    return loadKey(tx, id)
  })
}

async function loadKey(db: DbOrTx, id: string): Promise<KeyDetails> {
  const row = await selectKeys(db).where('id', '=', id).executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no key ${id}.`)
  return row
}

function selectKeys(db: DbOrTx) {
  return db
    .selectFrom('api_key')
    .select(['id', 'name', 'role', 'created_at as createdAt', 'expires_at as expiresAt'])
    .select(['revoked_at as revokedAt', 'last_used_at as lastUsedAt'])
}

// Once a minute is enough to see whether a key is in use, and costs no write per request.
async function noteUse(db: Db, id: string): Promise<void> {
  await db
    .updateTable('api_key')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where(sql<boolean>`coalesce(last_used_at, '-infinity') < now() - interval '1 minute'`)
    .execute()
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function refused(what: string): Failure {
  return new Failure('NOT_SIGNED_IN', `This API key ${what}. Make another: dasi key create.`)
}
