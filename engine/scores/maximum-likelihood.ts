import { minimise, type Search, wideSearch } from './minimise.ts'

/** A parameter as fitted, with its standard error. */
export interface Estimate {
  readonly value: number
  /** From the curvature of the likelihood at its maximum; null where that is flat. */
  readonly standardError: number | null
}

export interface Fit {
  /** In the order of the start values. */
  readonly estimates: readonly Estimate[]
  readonly logLikelihood: number
  /** Whether the search came to rest; false: it was cut off, and the numbers are not to be trusted. */
  readonly converged: boolean
}

/**
 * Fits positive parameters by maximum likelihood. The search runs over their logarithms, so that none can become
 * negative; standard errors come from the observed information there, by the delta method.
 */
export function fitPositive(
  logLikelihood: (parameters: readonly number[]) => number,
  start: readonly number[],
  search: Search = wideSearch,
): Fit {
  const cost = (logs: readonly number[]) => -logLikelihood(logs.map(Math.exp))
  const found = minimise(cost, start.map(Math.log), search)
  const variances = variancesAt(cost, found.at)
  return {
    estimates: found.at.map((log, i) => {
      const variance = variances?.[i] ?? Number.NaN
      return {
        value: Math.exp(log),
        standardError: variance > 0 ? Math.exp(log) * Math.sqrt(variance) : null,
      }
    }),
    logLikelihood: -found.value,
    converged: found.converged,
  }
}

/** So many rows say where to begin with all of them. */
const fewRows = 4_000
/** From there the way is short; what does not come to rest on it never would. */
const nearSearch: Search = { firstStep: 0.1, stepsMax: 1_000 }

/**
 * The same for rows whose logarithms of likelihood are summed by `logLikelihood`. Of many rows some thousands are fitted
 * first: steps of the search then cost a fraction of what they cost with all rows, which need only a few.
 */
export function fitRows<Row>(
  rows: readonly Row[],
  logLikelihood: (parameters: readonly number[], rows: readonly Row[]) => number,
  start: readonly number[],
): Fit {
  const every = Math.ceil(rows.length / fewRows)
  if (every <= 1) return fitPositive((parameters) => logLikelihood(parameters, rows), start)
  const few = rows.filter((_, i) => i % every === 0)
  const near = fitPositive((parameters) => logLikelihood(parameters, few), start)
  const begin = near.estimates.map(({ value }) => value)
  return fitPositive((parameters) => logLikelihood(parameters, rows), begin, nearSearch)
}

/** Step for second differences: the fourth root of the machine’s precision, near the best for doubles. */
const step = 1e-4

/** The diagonal of the inverse of the matrix of second derivatives; null when it has no inverse. */
function variancesAt(
  cost: (at: readonly number[]) => number,
  at: readonly number[],
): number[] | null {
  const moved = (...shifts: readonly [number, number][]) => {
    const there = [...at]
    for (const [i, by] of shifts) there[i] = (there[i] ?? 0) + by
    return cost(there)
  }
  const hessian = at.map((_, i) =>
    at.map(
      (_, j) =>
        (moved([i, step], [j, step]) -
          moved([i, step], [j, -step]) -
          moved([i, -step], [j, step]) +
          moved([i, -step], [j, -step])) /
        (4 * step * step),
    ),
  )
  const inverse = invert(hessian)
  return inverse?.map((row, i) => row[i] ?? Number.NaN) ?? null
}

/** Inverse of a square matrix by Gauss and Jordan with row exchanges; null when it is singular. */
export function invert(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < n; column++) {
    const [pivot] = work
      .map((row, i) => ({ row, i, size: Math.abs(row[column] ?? 0) }))
      .slice(column)
      .sort((a, b) => b.size - a.size)
    if (!pivot || !(pivot.size > 1e-300)) return null
    work[pivot.i] = work[column] ?? []
    const scale = pivot.row[column] ?? 1
    const scaled = pivot.row.map((value) => value / scale)
    work[column] = scaled
    for (const [i, row] of work.entries()) {
      const factor = row[column] ?? 0
      if (i === column || factor === 0) continue
      work[i] = row.map((value, j) => value - factor * (scaled[j] ?? 0))
    }
  }
  return work.map((row) => row.slice(n))
}
