/** Customers of one slice of the ranking, the most profitable first. */
export interface Slice {
  readonly customers: number
  readonly profit: number
}

export interface CurvePoint {
  /** Share of customers so far, 0–1. */
  readonly customers: number
  /** Profit so far over the profit of all, 1 at the end; above 1 where the rest lose money. */
  readonly profit: number
}

export interface WhaleCurve {
  readonly points: readonly CurvePoint[]
  readonly total: number
  /** The highest point: how much those who pay would earn if nobody lost money; over the profit of all. */
  readonly peak: CurvePoint
}

/**
 * The cumulative profit of customers ranked by profit: Kaplan & Narayanan, “Measuring and managing customer
 * profitability”, Journal of Cost Management 15 (2001). Null when all together earn nothing, for then there is nothing
 * to take shares of.
 *
 * @param slices in falling order of profit per customer; slices may be single customers
 */
export function whaleCurve(slices: readonly Slice[]): WhaleCurve | null {
  const total = slices.reduce((sum, s) => sum + s.profit, 0)
  const customers = slices.reduce((sum, s) => sum + s.customers, 0)
  if (!(total > 0)) return null
  let people = 0
  let profit = 0
  const points: CurvePoint[] = [{ customers: 0, profit: 0 }]
  for (const slice of slices) {
    people += slice.customers
    profit += slice.profit
    points.push({ customers: people / customers, profit: profit / total })
  }
  const peak = points.reduce((best, point) => (point.profit > best.profit ? point : best))
  return { points, total, peak }
}
