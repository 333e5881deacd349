import type { SteerAction } from '../schemas/api/operations.ts'
import type { NodeNo, PlanNode } from '../schemas/plan.ts'

/** Why an operator's act is not possible for a customer. */
export type SteerRefusal =
  | 'NOT_WAITING'
  | 'NO_SUCH_STEP'
  | 'STANDS_THERE'
  | 'NOT_HELD'
  | 'SENT_AGAIN'
  | 'HAS_LEFT'

/** Why skipping, moving, withdrawing or trying again is not possible for whoever stands there; null: it is. */
export function refusalOf(
  action: Exclude<SteerAction, 'resend'>,
  who: {
    readonly byNo: ReadonlyMap<NodeNo, PlanNode>
    readonly node: NodeNo
    readonly held: boolean
    readonly to: NodeNo | null
  },
): SteerRefusal | null {
  switch (action) {
    case 'skip':
      return who.byNo.get(who.node)?.node.kind === 'wait' ? null : 'NOT_WAITING'
    case 'move':
      if (who.to === null || !who.byNo.has(who.to)) return 'NO_SUCH_STEP'
      return who.to === who.node ? 'STANDS_THERE' : null
    case 'withdraw':
      return null
    case 'retry':
      return who.held ? null : 'NOT_HELD'
  }
}
