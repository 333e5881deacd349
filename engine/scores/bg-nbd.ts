import { hypergeometric, lnBeta, lnGamma } from './gamma.ts'
import { type Estimate, fitRows } from './maximum-likelihood.ts'

/**
 * How often customers buy and when they stop for good: the BG/NBD model of Fader, Hardie & Lee, “Counting your
 * customers the easy way”, Marketing Science 24 (2005). A customer buys at a rate of their own (gamma: `r`, `alpha`)
 * and after every purchase stops with a probability of their own (beta: `a`, `b`).
 */
export interface BgNbd {
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/** One customer’s purchases as the model sees them; times in one unit, weeks by custom, since the first purchase. */
export interface BuyingHistory {
  /** Days with a purchase after the first such day; 0 or more. */
  readonly repeats: number
  /** From the first to the last purchase; 0 without repeats. */
  readonly lastAt: number
  /** From the first purchase to the end of the window. */
  readonly age: number
}

/** So many customers have this history. */
export interface CountedHistory extends BuyingHistory {
  readonly customers: number
}

export interface BgNbdFit {
  readonly model: BgNbd
  readonly estimates: Readonly<Record<keyof BgNbd, Estimate>>
  readonly logLikelihood: number
  readonly converged: boolean
  readonly customers: number
}

/**
 * Fits the model by maximum likelihood. Equal histories should come as one with a count. `start` may be any positive
 * numbers; the maximum found does not depend on it when `converged`.
 */
export function fitBgNbd(
  histories: readonly CountedHistory[],
  start: BgNbd = { r: 1, alpha: 1, a: 1, b: 1 },
): BgNbdFit {
  const fit = fitRows(
    histories,
    ([r = 1, alpha = 1, a = 1, b = 1], rows) => logLikelihoodOf({ r, alpha, a, b }, rows),
    [start.r, start.alpha, start.a, start.b],
  )
  const [r, alpha, a, b] = fit.estimates as readonly [Estimate, Estimate, Estimate, Estimate]
  return {
    model: { r: r.value, alpha: alpha.value, a: a.value, b: b.value },
    estimates: { r, alpha, a, b },
    logLikelihood: fit.logLikelihood,
    converged: fit.converged,
    customers: histories.reduce((sum, h) => sum + h.customers, 0),
  }
}

/** Equation 6 of the paper, summed over customers; in logarithms, so that long histories do not underflow. */
export function logLikelihoodOf(
  { r, alpha, a, b }: BgNbd,
  histories: readonly CountedHistory[],
): number {
  const lnGammaR = lnGamma(r)
  const lnAlpha = Math.log(alpha)
  const constants = perRepeats((x) => ({
    common: lnGamma(r + x) - lnGammaR + r * lnAlpha,
    alive: lnBeta(a, b + x) - lnBeta(a, b),
    gone: x === 0 ? 0 : lnBeta(a + 1, b + x - 1) - lnBeta(a, b),
  }))
  let sum = 0
  for (const { repeats: x, lastAt, age, customers } of histories) {
    const { common, alive, gone } = constants(x)
    const stillThere = alive - (r + x) * Math.log(alpha + age)
    if (x === 0) sum += customers * (common + stillThere)
    else {
      const stopped = gone - (r + x) * Math.log(alpha + lastAt)
      const most = Math.max(stillThere, stopped)
      sum +=
        customers *
        (common + most + Math.log(Math.exp(stillThere - most) + Math.exp(stopped - most)))
    }
  }
  return sum
}

function perRepeats<T>(make: (repeats: number) => T): (repeats: number) => T {
  const made = new Map<number, T>()
  return (repeats) => {
    const known = made.get(repeats)
    if (known !== undefined) return known
    const fresh = make(repeats)
    made.set(repeats, fresh)
    return fresh
  }
}

/**
 * Probability that the customer still buys at the end of the window, 0–1. Someone without a repeat counts as alive:
 * in this model nobody stops before the second purchase. Fader, Hardie & Lee, “Computing P(alive) using the BG/NBD
 * model” (2008).
 */
export function probabilityAlive({ r, alpha, a, b }: BgNbd, history: BuyingHistory): number {
  const { repeats: x, lastAt, age } = history
  if (x === 0) return 1
  const odds =
    (a / (b + x - 1)) * Math.exp((r + x) * (Math.log(alpha + age) - Math.log(alpha + lastAt)))
  return 1 / (1 + odds)
}

/** Purchases to expect in the `ahead` time units after the window (equation 10 of the paper). */
export function expectedPurchases(model: BgNbd, history: BuyingHistory, ahead: number): number {
  const { r, alpha, a, b } = model
  const { repeats: x, age } = history
  // Written over (a − 1): the value at a = 1 is the limit, which a hair beside it gives to nine digits.
  const safeA = Math.abs(a - 1) < 1e-9 ? 1 + 1e-9 : a
  const z = ahead / (alpha + age + ahead)
  const shrunk =
    Math.exp((r + x) * (Math.log(alpha + age) - Math.log(alpha + age + ahead))) *
    hypergeometric(r + x, b + x, safeA + b + x - 1, z)
  return (
    ((safeA + b + x - 1) / (safeA - 1)) *
    (1 - shrunk) *
    probabilityAlive({ ...model, a: safeA }, history)
  )
}
