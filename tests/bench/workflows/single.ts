import { proxyActivities, proxyLocalActivities, sleep } from '@temporalio/workflow'
import type {
  CohortRef,
  DeliveryActivities,
  TurnActivities,
  TurnResult,
} from '../../../engine/ports.ts'
import type { StretchActivities } from '../rivals.ts'

// One workflow per customer, as other systems have it: the same plan, the same activities, the same rows.

export interface SingleInput extends CohortRef {
  /** Real instant at which the wait of the scenario is over, whenever it began. */
  readonly resumeAt: number
}

const options = { startToCloseTimeout: '1 minute' } as const
const { takeTurns } = proxyActivities<TurnActivities>(options)
const { deliver } = proxyActivities<DeliveryActivities>(options)
const { stretch } = proxyActivities<StretchActivities>(options)
const local = proxyLocalActivities<StretchActivities>(options)

/** An activity for every turn and for every delivery. */
export async function singleSteps({ resumeAt, ...ref }: SingleInput): Promise<void> {
  await untilLeft(resumeAt, async (seq) => {
    const turn = await takeTurns({ ...ref, seq })
    for (const { node } of turn.deliver) await deliver({ ...ref, node })
    return turn
  })
}

/** Everything between two waits in one activity. */
export async function singleJoined({ resumeAt, ...ref }: SingleInput): Promise<void> {
  await untilLeft(resumeAt, (seq) => stretch({ ...ref, seq }))
}

/** The same as a local activity, which costs Temporal least. */
export async function singleLocal({ resumeAt, ...ref }: SingleInput): Promise<void> {
  await untilLeft(resumeAt, (seq) => local.stretch({ ...ref, seq }))
}

async function untilLeft(
  resumeAt: number,
  next: (seq: number) => Promise<TurnResult>,
): Promise<void> {
  for (let seq = 0; ; ) {
    const turn = await next(seq)
    seq = turn.seq
    if (turn.remaining === 0) return
    if (!turn.ready && turn.deliver.length === 0) await sleep(Math.max(1000, resumeAt - Date.now()))
  }
}
