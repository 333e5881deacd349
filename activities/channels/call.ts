import { createTasks } from '../../db/desk/calls.ts'
import type { Db } from '../../db/schema.ts'
import { durationMs } from '../../engine/durations.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import type { ChannelAdapter, Outgoing } from './channel.ts'

/** Calls go to the desk: a contact is accepted when its task stands in the queue, once, under its outward id. */
export function createCallAdapter(
  db: Db,
  { run, node }: { readonly run: number; readonly node: NodeOf<'call'> },
): ChannelAdapter {
  return {
    keyed: true,
    chunkSize: 2000,
    async send(batch) {
      await queueCalls(db, { run, node }, batch)
      return batch.map(({ outward }) => ({ outward, result: 'accepted', providerRef: null }))
    },
  }
}

/** Writes the tasks of these contacts; the message's text is the script. */
export async function queueCalls(
  db: Db,
  { run, node }: { readonly run: number; readonly node: NodeOf<'call'> },
  batch: readonly Outgoing[],
): Promise<void> {
  const terms = {
    run,
    purpose: node.purpose,
    maxAttempts: node.attempts,
    retryAfterMs: durationMs(node.retryAfter),
  }
  const tasks = batch.map(({ outward, place, customer, message, expiresAt }) => ({
    ...place,
    outward,
    customer,
    script: message.text,
    expiresAt,
  }))
  await createTasks(db, terms, tasks)
}
