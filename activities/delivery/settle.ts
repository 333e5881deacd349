import { refundBudgetOf } from '../../db/contacts/budget.ts'
import { noteProvider } from '../../db/contacts/channel-trouble.ts'
import {
  type AttemptKey,
  holdForBudget,
  type NodeRef,
  retryIntents,
  settleIntents,
} from '../../db/contacts/deliveries.ts'
import { uncountContacts } from '../../db/contacts/willingness.ts'
import { type CountOf, heldCounts, saveCounts } from '../../db/runs/counters.ts'
import { hearAgain } from '../../db/runs/doubts.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { contactStatusOf } from '../../db/runs/status-names.ts'
import { inTransaction } from '../../db/transaction.ts'
import { outcomeOf } from '../../engine/kinds/contact.ts'
import type { Prepared } from './contact.ts'
import type { Outcomes } from './outcomes.ts'
import type { DeliveryParts } from './parts.ts'

/**
 * Writes what became of a chunk, in one transaction. What is final by now is left alone, and so is what has been begun
 * again since: a late answer speaks of its own attempt. Returns how many contacts were settled.
 */
export async function settle(
  { db, reach }: DeliveryParts,
  ref: NodeRef,
  { prepared, outcomes }: { prepared: Prepared; outcomes: Outcomes },
): Promise<number> {
  const rows = [...prepared.settled, ...outcomes.settlements]
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, ref.run)
    const settled = await settleIntents(tx, ref, { at: context.now, rows })
    if (context.doubted)
      await hearAgain(
        tx,
        ref,
        rows.map(({ enrolment }) => enrolment),
      )
    const held = await holdForBudget(tx, ref, prepared.withoutBudget)
    const putOff = await retryIntents(tx, ref, outcomes.retries)
    // What did not go out is neither counted towards the limit nor charged; a second try passes the gate again.
    const notMade = startedAmong(prepared, [
      ...settled.filter((s) => s.status === failed),
      ...putOff.filter((r) => !r.begun),
    ])
    await uncountContacts(tx, {
      scope: context.scope,
      contacts: notMade
        .filter((s) => s.counted)
        .map((s) => ({ customer: s.outgoing.customer, at: s.startedAt })),
    })
    const slot = ref.cohort % 32
    await saveCounts(tx, ref.run, [
      ...settled.flatMap((s) =>
        countsOf(s.status).map((what) => ({ node: ref.node, what, slot, n: 1 })),
      ),
      ...heldCounts({ node: ref.node, reason: 'BUDGET', slot, n: held }),
    ])
    const refund = notMade.reduce((sum, s) => sum + s.cost, 0)
    await refundBudgetOf(tx, ref.run, refund)
    if (context.kind !== 'sandbox') await noteProvider(tx, ref, seenOf(outcomes))
    await reach?.('delivery.settling')
    return settled.length
  })
}

const [accepted, failed, unknown] = [3, 5, 7]

/** How the provider showed itself: what it took, and what found it away or silent. */
function seenOf({ settlements, retries }: Outcomes) {
  const silent = settlements.filter(({ status }) => status === unknown)
  return {
    accepted: settlements.filter(({ status }) => status === accepted).length,
    troubles: [...retries, ...silent].map(({ reason }) => reason ?? ''),
  }
}

function startedAmong({ started }: Prepared, attempts: readonly AttemptKey[]) {
  if (attempts.length === 0) return []
  const wanted = new Set(attempts.map(nameOf))
  return started.filter((s) => wanted.has(nameOf(s)))
}

function nameOf({ enrolment, visit, occurrence }: AttemptKey): string {
  return `${enrolment} ${visit} ${occurrence}`
}

function countsOf(status: number): CountOf[] {
  const outcome = outcomeOf(contactStatusOf(status))
  if (outcome === 'open') throw new RangeError(`A contact is not settled with status ${status}`)
  if (outcome === 'made') return [status === 7 ? 'unknown' : 'sent']
  return ['unsent', `unsent:${outcome}`]
}
