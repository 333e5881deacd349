import { condition, defineSignal, proxyLocalActivities, setHandler } from '@temporalio/workflow'
import type { DeliveryActivities, TurnActivities } from '../../../engine/ports.ts'

const local = { startToCloseTimeout: '1 minute' } as const
const { takeTurns } = proxyLocalActivities<TurnActivities>(local)
const { deliver } = proxyLocalActivities<DeliveryActivities>(local)

const wake = defineSignal('wake')

/** The rival: one workflow per customer, its steps as local activities, which cost Temporal least. Same rows, same plan. */
export async function single({
  run,
  cohort,
}: {
  run: number
  cohort: number
  seq: number
}): Promise<void> {
  let seq = 0
  let news = false
  setHandler(wake, () => {
    news = true
  })
  for (;;) {
    news = false
    const turn = await takeTurns({ run, cohort, seq })
    seq = turn.seq
    if (turn.remaining === 0) return
    for (const { node } of turn.deliver) await deliver({ run, cohort, node })
    if (turn.ready || turn.deliver.length > 0) continue
    if (turn.nextDueInMs === null) await condition(() => news)
    else await condition(() => news, turn.nextDueInMs)
  }
}
