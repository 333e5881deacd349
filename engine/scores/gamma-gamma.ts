import { lnGamma } from './gamma.ts'
import { type Estimate, fitRows } from './maximum-likelihood.ts'

/**
 * What a purchase of a customer is worth: the Gamma-Gamma model of Fader & Hardie, “The Gamma-Gamma model of monetary
 * value” (2013). Amounts vary around a mean of the customer’s own (shape `p`), means vary between customers (`q`,
 * `gamma`).
 */
export interface GammaGamma {
  readonly p: number
  readonly q: number
  readonly gamma: number
}

/** A customer’s repeat purchases: how many, and their mean amount, above zero. */
export interface Spending {
  readonly purchases: number
  readonly meanAmount: number
}

export interface GammaGammaFit {
  readonly model: GammaGamma
  readonly estimates: Readonly<Record<keyof GammaGamma, Estimate>>
  readonly logLikelihood: number
  readonly converged: boolean
  readonly customers: number
}

/** Fits the model by maximum likelihood to customers with at least one repeat purchase of more than nothing. */
export function fitGammaGamma(
  customers: readonly Spending[],
  start: GammaGamma = { p: 1, q: 2, gamma: 10 },
): GammaGammaFit {
  const fit = fitRows(
    customers,
    ([p = 1, q = 1, gamma = 1], rows) => logLikelihoodOf({ p, q, gamma }, rows),
    [start.p, start.q, start.gamma],
  )
  const [p, q, gamma] = fit.estimates as readonly [Estimate, Estimate, Estimate]
  return {
    model: { p: p.value, q: q.value, gamma: gamma.value },
    estimates: { p, q, gamma },
    logLikelihood: fit.logLikelihood,
    converged: fit.converged,
    customers: customers.length,
  }
}

/** Equation 1a of the note, in logarithms. */
export function logLikelihoodOf(
  { p, q, gamma }: GammaGamma,
  customers: readonly Spending[],
): number {
  const lnGammaQ = lnGamma(q)
  const qLnGamma = q * Math.log(gamma)
  const shapes = new Map<number, number>()
  let sum = 0
  for (const { purchases: x, meanAmount: m } of customers) {
    let shape = shapes.get(x)
    if (shape === undefined) {
      shape = lnGamma(p * x + q) - lnGamma(p * x) - lnGammaQ + qLnGamma
      shapes.set(x, shape)
    }
    sum +=
      shape +
      (p * x - 1) * Math.log(m) +
      p * x * Math.log(x) -
      (p * x + q) * Math.log(gamma + m * x)
  }
  return sum
}

/**
 * The mean amount of a purchase to expect of a customer: between what they spent and what all spend, the nearer to
 * their own the more they bought (equation 5). Without repeat purchases the mean of all. Needs q > 1, else the mean of
 * all is infinite and null is returned.
 */
export function expectedAmount({ p, q, gamma }: GammaGamma, own: Spending): number | null {
  if (q <= 1) return null
  const { purchases: x, meanAmount } = own
  if (x === 0) return (gamma * p) / (q - 1)
  return (p * (gamma + x * meanAmount)) / (p * x + q - 1)
}
