import { type Doubt, type DoubtedContacts, loadDoubted, loadDoubts } from '../../db/runs/doubts.ts'
import type { Tx } from '../../db/schema.ts'
import type { Contact } from './contact.ts'
import type { Chunk } from './write-ahead.ts'

/** Says of each of these contacts whether a restored database may have forgotten that it was made. */
export async function doubtsOf(
  tx: Tx,
  { ref, context }: Pick<Chunk, 'ref' | 'context'>,
  contacts: readonly Contact[],
): Promise<(contact: Contact) => boolean> {
  if (!context.doubted || contacts.length === 0) return () => false
  const doubts = await loadDoubts(tx, ref.run)
  const enrolments = contacts.map((c) => c.enrolment)
  const doubted = await loadDoubted(tx, ref, enrolments)
  return (contact) => doubts.some((doubt) => isInDoubt(contact, doubt, doubted))
}

/**
 * Whoever comes to a contact at an instant before the gate closed may have been there before. So may those who come there
 * later only because they were admitted once more, or because an earlier contact of theirs was in doubt: they repeat the
 * time that was lost.
 */
function isInDoubt(
  { enrolment, visit, occurrence, entry }: Contact,
  { since, until, fromNo, toNo }: Doubt,
  { settledAt, orderedAt }: DoubtedContacts,
): boolean {
  if (occurrence > 0) {
    const ordered = orderedAt.get(`${enrolment} ${visit} ${occurrence}`)
    return ordered !== undefined && ordered <= until
  }
  if (entry.arrivedAt <= until) return true
  const lostMs = until - since
  const settled = settledAt.get(enrolment)
  if (settled !== undefined && entry.arrivedAt - settled <= lostMs) return true
  const isAgain = fromNo <= enrolment && enrolment < toNo
  return isAgain && entry.arrivedAt - entry.enteredAt <= lostMs
}
