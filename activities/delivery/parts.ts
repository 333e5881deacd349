import type { RunContext } from '../../db/runs/runs.ts'
import type { Db } from '../../db/schema.ts'
import type { Reach } from '../../engine/points.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import type { ChannelAdapter } from '../channels/channel.ts'
import type { Log } from '../log.ts'

/** What a delivery works with; wired in bin. */
export interface DeliveryParts {
  readonly db: Db
  readonly log: Log
  /** The adapter for a step of a run; a sandbox run gets its sandbox. */
  readonly adapterFor: (context: RunContext, at: PlanNode) => ChannelAdapter
  /** Base of tracked links, without a slash at its end. */
  readonly publicUrl: string
  /** Time a chunk has on the network. */
  readonly sendTimeoutMs: number
  /** Tells Temporal that this delivery lives; called between chunks. */
  readonly heartbeat: () => void
  /** Told at the points of a delivery; nobody by default. */
  readonly reach?: Reach | undefined
}
