/** Middle of the values, and how far the smallest and the largest are from each other, as a share of it. */
export function summarise(values: readonly number[]): { value: number; spread: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const value = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  const width = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  return { value, spread: value === 0 ? 0 : round(Math.abs(width / value)) }
}

/** The smallest value that at least `share` of all values do not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

/** Four significant digits. */
export function round(value: number): number {
  return Number(value.toPrecision(4))
}
