import type { NodeNo, Plan } from '../../schemas/plan.ts'
import type { Shared } from './world.ts'

/** Budget and rewards of a run, as its rows `budget` and `reward_stock` keep them. */
export interface Ledger extends Shared {
  /** Whether something was asked for that a limit did not cover. */
  isExceeded(): boolean
}

/**
 * With `isStrict` what is not covered is refused. Without, everything is granted and only noted, gross of refunds:
 * nobody then depends on anybody else, and if no limit was exceeded in the end, nobody did.
 */
export function createLedger(
  plan: Plan,
  { budget, isStrict }: { budget: number | null; isStrict: boolean },
): Ledger {
  const total = budget === null ? Number.POSITIVE_INFINITY : Math.round(budget * 100)
  const left = new Map<NodeNo, number>()
  for (const { no, node, offer } of plan.nodes) {
    if (node.kind === 'offer' && offer?.reward?.stock != null) left.set(no, offer.reward.stock)
  }
  let spent = 0
  let exceeded = false
  return {
    isExceeded: () => exceeded,
    hasReward: (no) => !isStrict || (left.get(no) ?? 1) > 0,
    takeReward(no) {
      const rewards = left.get(no)
      if (rewards === undefined) return
      if (rewards === 0) exceeded = true
      left.set(no, rewards - 1)
    },
    charge(cost) {
      if (cost > 0 && spent + cost > total) {
        exceeded = true
        if (isStrict) return false
      }
      spent += cost
      return true
    },
    refund(cost) {
      if (isStrict) spent -= cost
    },
  }
}
