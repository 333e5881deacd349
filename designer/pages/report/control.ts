import { differenceOf, type Share, shareOf } from '../../../engine/shares.ts'
import type { Arm } from './verdict.ts'

/** What an experiment brought beyond what its control group did by itself. */
export interface Incremental {
  readonly node: number
  readonly people: number
  readonly controlPeople: number
  readonly rate: Share
  readonly controlRate: Share
  /** The one rate less the other, −1 to 1. */
  readonly above: Share
  /** Buyers who would not have bought, with the interval of `above`. */
  readonly buyers: Share
  /** Money; what those contacted bought for, less what as many of the control group did. */
  readonly sales: number
  readonly cost: number
  /** (sales − cost) ÷ cost; null without cost. */
  readonly returnOnInvestment: number | null
}

/** One per experiment with a hold-out; an experiment whose arms or hold-out hold nobody yet says nothing. */
export function incrementalOf(all: readonly Arm[]): readonly Incremental[] {
  const nodes = [...new Set(all.map(({ node }) => node))]
  return nodes.flatMap((node) => {
    const arms = all.filter((arm) => arm.node === node)
    const found = compare(
      node,
      arms.filter((arm) => !arm.holdOut),
      arms.filter((arm) => arm.holdOut),
    )
    return found ? [found] : []
  })
}

function compare(node: number, tried: readonly Arm[], control: readonly Arm[]): Incremental | null {
  const [us, them] = [totals(tried), totals(control)]
  const [rate, controlRate] = [shareOf(us.buyers, us.people), shareOf(them.buyers, them.people)]
  if (!rate || !controlRate) return null
  const above = differenceOf(rate, controlRate)
  const sales = us.amount - (them.amount / them.people) * us.people
  return {
    node,
    people: us.people,
    controlPeople: them.people,
    rate,
    controlRate,
    above,
    buyers: {
      value: above.value * us.people,
      low: above.low * us.people,
      high: above.high * us.people,
    },
    sales,
    cost: us.cost,
    returnOnInvestment: us.cost > 0 ? (sales - us.cost) / us.cost : null,
  }
}

function totals(arms: readonly Arm[]) {
  const sum = (of: (arm: Arm) => number) => arms.reduce((total, arm) => total + of(arm), 0)
  return {
    people: sum((arm) => arm.people),
    buyers: sum((arm) => arm.buyers),
    amount: sum((arm) => arm.amount),
    cost: sum((arm) => arm.cost),
  }
}
