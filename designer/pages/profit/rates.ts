export interface CategoryRate {
  readonly id: string
  readonly category: string
  /** 0–100. */
  readonly percent: number
}

export function ratesFrom(
  categoryRates: Readonly<Record<string, number>>,
): readonly CategoryRate[] {
  return Object.entries(categoryRates).map(([category, rate]) => ({
    ...{ id: category, category, percent: Math.round(rate * 10_000) / 100 },
  }))
}

/** Rows whose category a row above them has named already: two margins for one cannot both hold. */
export function saidAgain(rates: readonly CategoryRate[]): ReadonlySet<string> {
  const named = new Set<string>()
  const again = rates.filter(({ category }) => {
    const name = category.trim()
    const known = name !== '' && named.has(name)
    named.add(name)
    return known
  })
  return new Set(again.map(({ id }) => id))
}

/** Rows without a name say nothing; none may be `saidAgain`. */
export function ratesTo(rates: readonly CategoryRate[]): Record<string, number> {
  const named = rates.filter(({ category }) => category.trim() !== '')
  return Object.fromEntries(named.map(({ category, percent }) => [category.trim(), percent / 100]))
}
