import { heartbeat } from '@temporalio/activity'
import { sql } from 'kysely'
import { outcomesOf } from '../../../activities/delivery/outcomes.ts'
import { prepareChunk } from '../../../activities/delivery/prepare-chunk.ts'
import { settle } from '../../../activities/delivery/settle.ts'
import type { WorkerParts } from '../../../bin/workers.ts'
import type { Settlement } from '../../../db/contacts/deliveries.ts'
import type { Db } from '../../../db/schema.ts'
import type { DeliveryActivities } from '../../../engine/ports.ts'
import { until } from '../../support/until.ts'
import { intentsOf } from '../driver/intents.ts'
import type { Bug } from './bug.ts'

/** Whoever has a result writes it, whatever has become of the contact meanwhile. */
export const settleWithoutGuard: Bug = {
  name: 'settle-without-guard',
  breaks: { rule: 6, promise: 'final states never change' },
  activities: (parts) => ({ deliveries: deliveriesWithoutGuard(parts) }),
  async play({ world, launch, conductor }) {
    // A mail server that refuses, and a worker that freezes before it can say so.
    world.setMood('email', { fault: { fault: 'refuse', status: 550, stage: 'rcpt' }, share: 1 })
    for (const kept of world.roles.worker) kept.arm('delivery.sent', { act: 'stand' })
    await launch({ customers: 20 })
    const frozen = await Promise.any(
      world.roles.worker.map(async (kept) => {
        await kept.standing()
        return kept
      }),
    )
    frozen.kill('SIGSTOP')
    for (const kept of world.roles.worker) {
      if (kept === frozen) continue
      kept.disarm()
      kept.go()
    }
    // Another worker is given the work, and finds that nobody knows what became of it.
    await intentsOf(world, { channel: 'email', status: 7 })
    await until('nothing is under way any more', async () => {
      const { rows } = await sql`
        select from intent where channel = 'email' and status in (1, 2) limit 1`.execute(world.db)
      return rows.length === 0
    })
    frozen.kill('SIGCONT')
    frozen.go()
    await until('the frozen worker has gone on', () => frozen.passed('delivery.settled'))
    await conductor.calm()
  },
}

function deliveriesWithoutGuard(parts: WorkerParts): DeliveryActivities {
  const { db, reach, sendTimeoutMs } = parts
  return {
    async deliver(ref) {
      let settled = 0
      for (;;) {
        const prepared = await prepareChunk({ ...parts, heartbeat }, ref)
        if (prepared === null || 'restored' in prepared) return { settled, more: false }
        const results = await prepared.adapter.send(
          prepared.started.map((s) => s.outgoing),
          { signal: AbortSignal.timeout(sendTimeoutMs + 5000), timeoutMs: sendTimeoutMs },
        )
        await reach?.('delivery.sent')
        const outcomes = outcomesOf(prepared, results)
        await overwrite(db, ref, outcomes.settlements)
        settled += await settle({ ...parts, heartbeat }, ref, { prepared, outcomes })
        await reach?.('delivery.settled')
      }
    },
  }
}

/** Writes these results over whatever is final by now. */
async function overwrite(
  db: Db,
  { run, cohort, node }: Parameters<DeliveryActivities['deliver']>[0],
  settlements: readonly Settlement[],
): Promise<void> {
  for (const { enrolment, visit, occurrence, status } of settlements) {
    await sql`
      update intent set status = ${status}
      where run = ${run} and cohort = ${cohort} and node = ${node} and enrolment = ${enrolment}
        and visit = ${visit} and occurrence = ${occurrence} and status >= 3`.execute(db)
  }
}
