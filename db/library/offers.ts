import type { InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import { type OfferContent, offerContentSchema } from '../../schemas/kinds/offer.ts'
import { writeAudit } from '../accounts/audit.ts'
import { isTaken } from '../pg-error.ts'
import type { Db, DbOrTx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'

export interface Offer {
  readonly id: string
  readonly name: string
  readonly content: OfferContent
  readonly updatedAt: InstantMs
}

/** All saved offers, by name. */
export async function listOffers(db: DbOrTx): Promise<Offer[]> {
  const rows = await db.selectFrom('offer').select(columns).orderBy('name').execute()
  return rows.map(offerOf)
}

/** Saves a new offer under the name its content has. Fails with CONFLICT when the name is taken. */
export async function createOffer(
  db: Db,
  { content, by }: { content: OfferContent; by: string },
): Promise<Offer> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .insertInto('offer')
      .values({ name: content.name, content: JSON.stringify(content) })
      .returning(columns)
      .executeTakeFirstOrThrow()
    await writeAudit(tx, { actor: by, action: 'offer.create', subject: `offer:${row.id}` })
    return offerOf(row)
  }).catch(refuseTaken(content.name))
}

/** Changes an offer; what was published keeps its own. Fails with NOT_FOUND, or CONFLICT when the name is taken. */
export async function updateOffer(
  db: Db,
  { id, content, by }: { id: string; content: OfferContent; by: string },
): Promise<Offer> {
  return inTransaction(db, async (tx) => {
    const row = await tx
      .updateTable('offer')
      .set({ name: content.name, content: JSON.stringify(content), updated_at: new Date() })
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst()
    if (!row) throw new Failure('NOT_FOUND', `There is no offer ${id}.`)
    await writeAudit(tx, { actor: by, action: 'offer.save', subject: `offer:${id}` })
    return offerOf(row)
  }).catch(refuseTaken(content.name))
}

const columns = ['id', 'name', 'content', 'updated_at as updatedAt'] as const

function offerOf(row: Omit<Offer, 'content'> & { content: unknown }): Offer {
  return { ...row, content: offerContentSchema.parse(row.content) }
}

function refuseTaken(name: string) {
  return (error: unknown): never => {
    if (!isTaken(error)) throw error
    throw new Failure('CONFLICT', `There is an offer "${name}" already; choose another name.`, {
      details: { reason: 'NAME_TAKEN', name, field: 'name', value: name },
      cause: error,
    })
  }
}
