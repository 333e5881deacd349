import { type CountOf, heldCounts, saveCounts } from '../db/counters.ts'
import {
  holdForBudget,
  type NodeRef,
  refundBudgetOf,
  retryIntents,
  type Settlement,
  settleIntents,
  uncountContacts,
} from '../db/deliveries.ts'
import { loadPlan } from '../db/plan-cache.ts'
import { loadRunContext, type RunContext } from '../db/runs.ts'
import type { Db } from '../db/schema.ts'
import { contactStatusOf } from '../db/status-names.ts'
import { inTransaction } from '../db/transaction.ts'
import { outcomeOf } from '../engine/kinds/contact.ts'
import type { DeliveryActivities } from '../engine/ports.ts'
import type { PlanNode } from '../schemas/plan.ts'
import type { ChannelAdapter, SendResult } from './channels/channel.ts'
import type { Prepared, Started } from './delivery/contact.ts'
import type { DeliveryParts } from './delivery/parts.ts'
import { prepareChunk } from './delivery/prepare-chunk.ts'

/** How long one call goes on sending. */
const callMs = 4000
const backoffMaxMs = 15 * 60_000

/**
 * The activity that makes contacts: chunk by chunk, each prepared in one transaction (gate, budget, write-ahead), sent
 * without any, and settled in another. engine.md, "Contacts".
 */
export function createDeliveryActivities(parts: DeliveryParts): DeliveryActivities {
  return {
    async deliver({ run, cohort, node }) {
      const ref = { run, cohort, node }
      const until = performance.now() + callMs
      let settled = 0
      for (;;) {
        const context = await loadRunContext(parts.db, run)
        const at = await nodeOfRun(parts.db, context, node)
        if (!at || context.state === 'paused') return { settled, more: false }
        const adapter = parts.adapterFor(context, at)
        const prepared = await prepareChunk(parts, ref, adapter)
        if (prepared.size === 0) return { settled, more: false }
        await parts.reach?.('delivery.begun')
        const results = await send(parts, adapter, prepared.started)
        await parts.reach?.('delivery.sent')
        settled += await settle(parts, ref, { prepared, results, keyed: adapter.keyed })
        await parts.reach?.('delivery.settled')
        parts.heartbeat()
        if (performance.now() > until) return { settled, more: true }
      }
    },
  }
}

/** The step, by the newest plan of the run that has it. */
async function nodeOfRun(db: Db, { plans }: RunContext, node: number): Promise<PlanNode | null> {
  for (const plan of plans) {
    const at = (await loadPlan(db, plan)).byNo.get(node)
    if (at) return at
  }
  return null
}

async function send(
  { sendTimeoutMs }: DeliveryParts,
  adapter: ChannelAdapter,
  started: readonly Started[],
): Promise<readonly SendResult[]> {
  if (started.length === 0) return []
  // The adapter keeps the time itself; this ends what does not listen.
  const signal = AbortSignal.timeout(sendTimeoutMs + 5000)
  return adapter.send(
    started.map((s) => s.outgoing),
    { signal, timeoutMs: sendTimeoutMs },
  )
}

/** Writes what became of a chunk; contacts that are final by now are left alone. Returns how many were settled. */
async function settle(
  { db, reach }: DeliveryParts,
  ref: NodeRef,
  {
    prepared,
    results,
    keyed,
  }: { prepared: Prepared; results: readonly SendResult[]; keyed: boolean },
): Promise<number> {
  const byOutward = new Map(prepared.started.map((s) => [s.outgoing.outward, s]))
  const settlements: Settlement[] = [...prepared.settled]
  const retries: (Started & { afterMs: number; reason: string; begun: boolean })[] = []
  for (const result of results) {
    const started = byOutward.get(result.outward)
    if (!started) continue
    const { enrolment, visit, occurrence } = started
    const key = { enrolment, visit, occurrence }
    switch (result.result) {
      case 'accepted':
        settlements.push({
          ...key,
          status: 3,
          reason: null,
          providerRef: result.providerRef,
          charged: true,
        })
        break
      case 'failed':
        settlements.push({
          ...key,
          status: 5,
          reason: result.code,
          providerRef: null,
          charged: false,
        })
        break
      case 'retry':
        retries.push({
          ...started,
          afterMs: result.afterMs ?? backoffMs(started.attempt),
          reason: result.code,
          begun: false,
        })
        break
      case 'ambiguous':
        if (keyed)
          retries.push({
            ...started,
            afterMs: backoffMs(started.attempt),
            reason: result.code,
            begun: true,
          })
        else
          settlements.push({
            ...key,
            status: 7,
            reason: result.code,
            providerRef: null,
            charged: true,
          })
        break
    }
  }
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, ref.run)
    const done = await settleIntents(tx, ref, { at: context.now, rows: settlements })
    const held = await holdForBudget(tx, ref, prepared.withoutBudget)
    await retryIntents(tx, ref, retries)
    const isDone = new Set(done.map(keyOf))
    const settledNow = settlements.filter((s) => isDone.has(keyOf(s)))
    // What did not go out is neither counted towards the limit nor charged; a second try passes the gate again.
    const notMade = [
      ...settledNow.filter((s) => s.status === 5),
      ...retries.filter((r) => !r.begun),
    ].flatMap((s) => prepared.started.filter((p) => keyOf(p) === keyOf(s)))
    await uncountContacts(tx, {
      scope: context.scope,
      contacts: notMade
        .filter((s) => s.counted)
        .map((s) => ({ customer: s.outgoing.customer, at: s.startedAt })),
    })
    const slot = ref.cohort % 32
    await saveCounts(tx, ref.run, [
      ...settledNow.flatMap((s) =>
        countsOf(s.status).map((what) => ({ node: ref.node, what, slot, n: 1 })),
      ),
      ...heldCounts({ node: ref.node, reason: 'BUDGET', slot, n: held }),
    ])
    await refundBudgetOf(
      tx,
      ref.run,
      notMade.reduce((sum, s) => sum + s.cost, 0),
    )
    await reach?.('delivery.settling')
    return done.length
  })
}

function countsOf(status: number): CountOf[] {
  const outcome = outcomeOf(contactStatusOf(status))
  if (outcome === 'open') throw new RangeError(`A contact is not settled with status ${status}`)
  if (outcome === 'made') return [status === 7 ? 'unknown' : 'sent']
  return ['unsent', `unsent:${outcome}`]
}

function keyOf({
  enrolment,
  visit,
  occurrence,
}: {
  enrolment: number
  visit: number
  occurrence: number
}): string {
  return `${enrolment} ${visit} ${occurrence}`
}

/** A second at first, doubled with every attempt, at most a quarter of an hour. */
function backoffMs(attempt: number): number {
  return Math.min(backoffMaxMs, 1000 * 2 ** Math.min(attempt, 20))
}
