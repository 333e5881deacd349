import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type Message, messageSchema } from '../../schemas/kinds/channel.ts'
import { writeAudit } from '../accounts/audit.ts'
import { isTaken } from '../pg-error.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

/** Words kept to begin others with. */
export interface SavedMessage {
  readonly id: string
  readonly name: string
  readonly channel: Channel
  readonly message: Message
  readonly updatedBy: string
  readonly updatedAt: InstantMs
}

export interface MessageToSave extends Pick<SavedMessage, 'name' | 'channel' | 'message'> {
  /** Who saves it. */
  readonly by: string
}

/** All of them, by name. */
export async function listSavedMessages(db: DbOrTx): Promise<SavedMessage[]> {
  const rows = await db.selectFrom('saved_message').select(columns).orderBy('name').execute()
  return rows.map(messageOf)
}

/** Fails with CONFLICT when the name is taken. */
export function createSavedMessage(db: Db, wanted: MessageToSave): Promise<SavedMessage> {
  const { by, name } = wanted
  return inTransaction(db, async (tx) => {
    const row = await tx
      .insertInto('saved_message')
      .values(valuesOf(wanted))
      .returning(columns)
      .executeTakeFirstOrThrow()
    await writeAudit(tx, { actor: by, action: 'message.create', subject: `message:${row.id}` })
    return messageOf(row)
  }).catch(refuseTaken(name))
}

/** Steps that took its words keep theirs. Fails with NOT_FOUND, or CONFLICT when the name is taken. */
export function updateSavedMessage(
  db: Db,
  { id, ...wanted }: MessageToSave & { readonly id: string },
): Promise<SavedMessage> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .updateTable('saved_message')
      .set({ ...valuesOf(wanted), updated_at: new Date() })
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst()
    if (!row) throw absent(id)
    await writeAudit(tx, { actor: wanted.by, action: 'message.save', subject: `message:${id}` })
    return messageOf(row)
  }).catch(refuseTaken(wanted.name))
}

/** Fails with NOT_FOUND. */
export function removeSavedMessage(db: Db, { id, by }: { id: string; by: string }): Promise<void> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .deleteFrom('saved_message')
      .where('id', '=', id)
      .returning('name')
      .executeTakeFirst()
    if (!row) throw absent(id)
    const detail = { name: row.name }
    await writeAudit(tx, { actor: by, action: 'message.remove', subject: `message:${id}`, detail })
  })
}

const columns = [
  'id',
  'name',
  'channel',
  'message',
  'updated_by as updatedBy',
  'updated_at as updatedAt',
] as const

function valuesOf({ name, channel, message, by }: MessageToSave) {
  return { name, channel, message: JSON.stringify(message), updated_by: by }
}

function messageOf(row: Omit<SavedMessage, 'message'> & { message: unknown }): SavedMessage {
  return { ...row, message: messageSchema.parse(row.message) }
}

function absent(id: string): Failure {
  return new Failure('NOT_FOUND', `There is no saved message ${id}.`)
}

function refuseTaken(name: string) {
  return (error: unknown): never => {
    if (!isTaken(error)) throw error
    throw new Failure('CONFLICT', `There is a message "${name}" already; choose another name.`, {
      details: { reason: 'NAME_TAKEN', name, field: 'name', value: name },
      cause: error,
    })
  }
}
