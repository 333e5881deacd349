/**
 * Recency, frequency and monetary value as marks from 1 (worst) to the number of classes (best): Hughes, “Strategic
 * Database Marketing” (1994). More is better: recency is measured as minus the days since the last purchase. Equal
 * values always get equal marks, whatever order the customers come in.
 */

/** Where each class above the first begins, ascending; a value on a cut belongs to the class above. */
export type Cuts = readonly number[]

/** So many customers have this value. */
export interface CountedValue {
  readonly value: number
  readonly customers: number
}

/** The class of a value, 1 … cuts + 1. Cuts may coincide: the classes between them are empty. */
export function classOf(value: number, cuts: Cuts): number {
  let from = 0
  let to = cuts.length
  while (from < to) {
    const middle = (from + to) >>> 1
    if (value >= (cuts[middle] ?? Number.POSITIVE_INFINITY)) from = middle + 1
    else to = middle
  }
  return from + 1
}

/**
 * Cuts that divide customers into `classes` (2–100) groups of about equal size: class k begins at the smallest value
 * that at least (k − 1) ÷ classes of all customers lie below. Where many share a value, classes above it may be empty;
 * where many share the highest one, there are fewer cuts than classes − 1.
 *
 * @param counted every value once, ascending
 */
export function quantileCuts(counted: readonly CountedValue[], classes: number): Cuts {
  const total = counted.reduce((sum, c) => sum + c.customers, 0)
  const cuts: number[] = []
  let below = 0
  for (const { value, customers } of counted) {
    while (cuts.length < classes - 1 && below * classes >= (cuts.length + 1) * total) {
      cuts.push(value)
    }
    below += customers
  }
  return cuts
}
