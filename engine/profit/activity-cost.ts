/**
 * Activity-based costing: what is spent on an activity in a period (a letter, a minute on the phone, a service contact)
 * goes to customers by how much of its driver they used. Kaplan & Anderson, “Time-driven activity-based costing”,
 * Harvard Business Review 82 (2004): the rate is spending over practical capacity, so what stands idle stays visible
 * instead of being charged to whoever happens to be there.
 */
export interface Activity {
  readonly key: string
  /** Spent on it in the period, in the installation’s currency. */
  readonly spent: number
  /** Units of the driver it could have delivered in the period; above 0. */
  readonly capacity: number
}

export interface ActivityUse {
  readonly key: string
  readonly rate: number
  readonly used: number
  /** Charged to customers: rate × used. */
  readonly assigned: number
  /** Spent for nobody: 0 or more; negative when more was used than the capacity says, which then is wrong. */
  readonly unassigned: number
}

/** What an activity cost per unit and how much of it nobody used. `used`: units of all customers together. */
export function costOf({ key, spent, capacity }: Activity, used: number): ActivityUse {
  const rate = spent / capacity
  return { key, rate, used, assigned: rate * used, unassigned: spent - rate * used }
}
