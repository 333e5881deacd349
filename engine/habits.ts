import type { BoughtLine, HistoryPurchase } from './decision.ts'

/**
 * What a customer bought most often of a kind: of two equally often, the one bought last, then the first by its letters.
 * A purchase that consists of several counts once for each. Null where no purchase says. SQL that computes the same must agree.
 */
export function preferred(
  history: readonly HistoryPurchase[],
  of: (purchase: HistoryPurchase) => readonly (string | null | undefined)[],
): string | null {
  const counted = new Map<string, { n: number; last: number }>()
  for (const purchase of history) {
    for (const name of new Set(of(purchase))) {
      if (name === null || name === undefined) continue
      const known = counted.get(name) ?? { n: 0, last: purchase.at }
      counted.set(name, { n: known.n + 1, last: Math.max(known.last, purchase.at) })
    }
  }
  const [first] = [...counted].toSorted(
    ([a, x], [b, y]) => y.n - x.n || y.last - x.last || (a < b ? -1 : 1),
  )
  return first?.[0] ?? null
}

/** How many different products; purchases that name none do not count. */
export function productCount(history: readonly HistoryPurchase[]): number {
  const products = history.flatMap((purchase) => partsOf(purchase).map(({ product }) => product))
  return new Set(products.filter((product) => product !== null)).size
}

/** What a purchase consists of: its lines, or itself. */
export function partsOf(purchase: HistoryPurchase): readonly (HistoryPurchase | BoughtLine)[] {
  return purchase.lines && purchase.lines.length > 0 ? purchase.lines : [purchase]
}
