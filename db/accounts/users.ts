import { randomBytes, randomUUID } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Role } from '../../schemas/role.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { writeAudit } from './audit.ts'

/** A person who signs in. */
export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly role: Role
  readonly disabled: boolean
  readonly createdAt: InstantMs
}

const administratorEmail = 'admin@dasi.local'

/**
 * The first start of an installation: makes the administrator with a password to be shown once and changed at the
 * first sign-in; null when there is a user already. Safe to call from several processes at once.
 */
export async function ensureAdministrator(
  db: Db,
  email = administratorEmail,
): Promise<{ email: string; password: string } | null> {
  const made = await inTransaction(db, async (tx) => {
    await sql`lock table auth."user" in share row exclusive mode`.execute(tx)
    const { rows } = await sql`select 1 from auth."user" limit 1`.execute(tx)
    if (rows.length > 0) return null
    return insertUser(tx, {
      email: email.toLowerCase(),
      name: 'Administrator',
      role: 'admin',
      by: 'installation',
    })
  })
  return made && { email: email.toLowerCase(), password: made.oneTimePassword }
}

/**
 * Gives somebody who cannot sign in a password to be changed at the next sign-in; their sessions end. NOT_FOUND when nobody
 * has the address.
 */
export async function renewPassword(
  db: Db,
  { email, by }: { email: string; by: string },
): Promise<{ email: string; password: string }> {
  const password = readablePassword()
  const hash = await hashPassword(password)
  return inTransaction(db, async (tx) => {
    const { rows } = await sql<{ id: string; email: string }>`update auth."user"
      set "mustChangePassword" = true, "updatedAt" = now()
      where "email" = ${email.toLowerCase()} returning "id", "email"`.execute(tx)
    const [user] = rows
    if (!user) throw new Failure('NOT_FOUND', `Nobody signs in as ${email}.`)
    await sql`update auth."account" set "password" = ${hash}, "updatedAt" = now()
      where "userId" = ${user.id} and "providerId" = 'credential'`.execute(tx)
    await sql`delete from auth."session" where "userId" = ${user.id}`.execute(tx)
    await writeAudit(tx, { actor: by, action: 'password.renew', subject: `user:${user.id}` })
    return { email: user.email, password }
  })
}

/** A new person; CONFLICT when the address is taken. */
export async function createUser(
  db: Db,
  user: { email: string; name: string; role: Role; by: string },
): Promise<{ user: User; oneTimePassword: string }> {
  return inTransaction(db, async (tx) => {
    const email = user.email.toLowerCase()
    const { rows } = await sql`select 1 from auth."user" where "email" = ${email}`.execute(tx)
    if (rows.length > 0) {
      throw new Failure('CONFLICT', `${email} is a user already.`, {
        details: { reason: 'EMAIL_TAKEN', email, field: 'email', value: email },
      })
    }
    const { id, oneTimePassword } = await insertUser(tx, { ...user, email })
    return { user: await loadUser(tx, id), oneTimePassword }
  })
}

/**
 * Changes a person’s role or shuts them out (their sessions end at once). The last administrator who can sign in stays
 * one: CONFLICT.
 */
export async function changeUser(
  db: Db,
  change: { id: string; role?: Role | undefined; disabled?: boolean | undefined; by: string },
): Promise<User> {
  const { id, role, disabled, by } = change
  return inTransaction(db, async (tx) => {
    await sql`lock table auth."user" in share row exclusive mode`.execute(tx)
    const before = await loadUser(tx, id)
    const after = { role: role ?? before.role, disabled: disabled ?? before.disabled }
    await sql`update auth."user" set "role" = ${after.role}, "updatedAt" = now(),
        "disabledAt" = case when ${after.disabled} then coalesce("disabledAt", now()) end
      where "id" = ${id}`.execute(tx)
    const { rows } = await sql`select 1 from auth."user"
      where "role" = 'admin' and "disabledAt" is null`.execute(tx)
    if (rows.length === 0) {
      throw new Failure('CONFLICT', 'Somebody must stay administrator; name another one first.', {
        details: { reason: 'LAST_ADMIN' },
      })
    }
    if (after.disabled) await sql`delete from auth."session" where "userId" = ${id}`.execute(tx)
    await writeAudit(tx, { actor: by, action: 'user.change', subject: `user:${id}`, detail: after })
    return loadUser(tx, id)
  })
}

export async function listUsers(db: DbOrTx): Promise<User[]> {
  const { rows } = await selectUsers().execute(db)
  return rows
}

/** Called when the one-time password has been replaced. */
export async function notePasswordChanged(db: Db, id: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await sql`update auth."user" set "mustChangePassword" = false where "id" = ${id}`.execute(tx)
    const { email } = await loadUser(tx, id)
    await writeAudit(tx, { actor: email, action: 'password.change', subject: `user:${id}` })
  })
}

async function loadUser(db: DbOrTx, id: string): Promise<User> {
  const { rows } = await selectUsers(id).execute(db)
  const [user] = rows
  if (!user) throw new Failure('NOT_FOUND', `There is no user ${id}.`)
  return user
}

function selectUsers(id: string | null = null) {
  return sql<User>`select "id", "email", "name", "role", "disabledAt" is not null as disabled, "createdAt"
    from auth."user" where ${id}::text is null or "id" = ${id} order by "createdAt", "id"`
}

async function insertUser(
  tx: Tx,
  { email, name, role, by }: { email: string; name: string; role: Role; by: string },
): Promise<{ id: string; oneTimePassword: string }> {
  const id = randomUUID()
  const oneTimePassword = readablePassword()
  const hash = await hashPassword(oneTimePassword)
  await sql`insert into auth."user" ("id", "name", "email", "emailVerified", "role", "mustChangePassword")
    values (${id}, ${name}, ${email}, true, ${role}, true)`.execute(tx)
  await sql`insert into auth."account" ("id", "accountId", "providerId", "userId", "password", "updatedAt")
    values (${randomUUID()}, ${id}, 'credential', ${id}, ${hash}, now())`.execute(tx)
  await writeAudit(tx, {
    actor: by,
    action: 'user.create',
    subject: `user:${id}`,
    detail: { email, role },
  })
  return { id, oneTimePassword }
}

/** 80 random bits, without letters that look alike. */
function readablePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789x'
  const text = [...randomBytes(16)].map((byte) => letters[byte % 32]).join('')
  return `${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8, 12)}-${text.slice(12)}`
}
