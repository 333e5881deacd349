import { invert } from './maximum-likelihood.ts'

/** One earlier contact: what was known of the customer then, and whether they responded. */
export interface Observation {
  readonly features: readonly number[]
  readonly responded: boolean
}

/** Log odds of a response: intercept + Σ coefficient × (feature − mean) ÷ deviation. */
export interface LogisticModel {
  readonly intercept: number
  readonly coefficients: readonly number[]
  readonly standardErrors: readonly (number | null)[]
  /** Of each feature in the data it was fitted to. */
  readonly means: readonly number[]
  /** 1 for a feature that never varied; its coefficient is then 0. */
  readonly deviations: readonly number[]
  readonly converged: boolean
  readonly observations: number
  readonly responses: number
}

const stepsMax = 50
const tolerance = 1e-7
/**
 * A little pull of every coefficient towards zero, per standard deviation: keeps a feature that separates the two
 * groups completely from growing without end (Hoerl & Kennard 1970; le Cessie & van Houwelingen 1992).
 */
const ridge: number = 1e-3

/**
 * Logistic regression by Newton’s method (iteratively reweighted least squares: McCullagh & Nelder, “Generalized
 * Linear Models”, 2.5). Null unless both some responded and some did not.
 */
export function fitLogistic(observations: readonly Observation[]): LogisticModel | null {
  const responses = observations.filter((o) => o.responded).length
  if (responses === 0 || responses === observations.length) return null
  const { means, deviations } = spread(observations.map((o) => o.features))
  const rows = observations.map(({ features, responded }) => ({
    x: [1, ...features.map((v, i) => (v - (means[i] ?? 0)) / (deviations[i] ?? 1))],
    y: responded ? 1 : 0,
  }))
  let weights: number[] = [
    Math.log(responses / (observations.length - responses)),
    ...means.map(() => 0),
  ]
  let inverse: number[][] | null = null
  let converged = false
  for (let n = 0; n < stepsMax && !converged; n++) {
    const { gradient, information } = derivatives(rows, weights)
    inverse = invert(information)
    if (!inverse) break
    const step = inverse.map((row) => dot(row, gradient))
    weights = weights.map((w, i) => w + (step[i] ?? 0))
    converged = step.every((s) => Math.abs(s) < tolerance)
  }
  const [intercept = 0, ...coefficients] = weights
  return {
    intercept,
    coefficients,
    standardErrors: coefficients.map((_, i) => {
      const variance = inverse?.[i + 1]?.[i + 1] ?? Number.NaN
      return variance > 0 ? Math.sqrt(variance) : null
    }),
    ...{ means, deviations, converged, responses },
    observations: observations.length,
  }
}

/** Probability 0–1 that a customer with these features responds. */
export function propensity(model: LogisticModel, features: readonly number[]): number {
  const logOdds = features.reduce(
    (sum, value, i) =>
      sum +
      ((model.coefficients[i] ?? 0) * (value - (model.means[i] ?? 0))) / (model.deviations[i] ?? 1),
    model.intercept,
  )
  return 1 / (1 + Math.exp(-logOdds))
}

function derivatives(
  rows: readonly { x: readonly number[]; y: number }[],
  weights: readonly number[],
): { gradient: number[]; information: number[][] } {
  const size = weights.length
  const gradient = weights.map((w, i) => (i === 0 ? 0 : -ridge * w))
  const information = weights.map((_, i) => weights.map((_w, j) => (i === j && i > 0 ? ridge : 0)))
  for (const { x, y } of rows) {
    const p = 1 / (1 + Math.exp(-dot(x, weights)))
    const weight = p * (1 - p)
    for (let i = 0; i < size; i++) {
      const xi = x[i] ?? 0
      gradient[i] = (gradient[i] ?? 0) + (y - p) * xi
      const row = information[i] ?? []
      for (let j = 0; j < size; j++) row[j] = (row[j] ?? 0) + weight * xi * (x[j] ?? 0)
    }
  }
  return { gradient, information }
}

function spread(rows: readonly (readonly number[])[]): { means: number[]; deviations: number[] } {
  const width = rows[0]?.length ?? 0
  const sums = new Array<number>(width).fill(0)
  for (const row of rows) for (let i = 0; i < width; i++) sums[i] = (sums[i] ?? 0) + (row[i] ?? 0)
  const means = sums.map((s) => s / rows.length)
  const squares = new Array<number>(width).fill(0)
  for (const row of rows) {
    for (let i = 0; i < width; i++) {
      squares[i] = (squares[i] ?? 0) + ((row[i] ?? 0) - (means[i] ?? 0)) ** 2
    }
  }
  return { means, deviations: squares.map((s) => Math.sqrt(s / rows.length) || 1) }
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
