/** Middle of the values, and how far the smallest and the largest are from each other, as a share of it. */
export function summarise(values: readonly number[]): { value: number; spread: number } {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const value = ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
  const width = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  return { value, spread: value === 0 ? 0 : round(width / value) }
}

/** Four significant digits. */
export function round(value: number): number {
  return Number(value.toPrecision(4))
}

export interface Figure {
  readonly figure: string
  readonly values: readonly number[]
  readonly unit: string
  /** Customers per repetition. */
  readonly n: number
}

/** One JSON line per figure. */
export function printFigure({ figure, values, unit, n }: Figure, machine: string): void {
  const { value, spread } = summarise(values)
  console.log(
    JSON.stringify({
      figure,
      value: round(value),
      unit,
      n,
      spread,
      repetitions: values.length,
      machine,
    }),
  )
}
