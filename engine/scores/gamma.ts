/**
 * Natural logarithm of Γ(x) for x > 0, to about 14 digits: the argument is raised to where Stirling’s series is exact
 * enough. Abramowitz & Stegun, “Handbook of Mathematical Functions”, 6.1.15 and 6.1.41.
 */
export function lnGamma(x: number): number {
  let shifted = x
  let product = 1
  while (shifted < 10) {
    product *= shifted
    shifted += 1
  }
  const square = 1 / (shifted * shifted)
  const series =
    (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188)))) /
    shifted
  return (shifted - 0.5) * Math.log(shifted) - shifted + halfLnTwoPi + series - Math.log(product)
}

const halfLnTwoPi = 0.918_938_533_204_672_8

/** ln B(a, b) for a, b > 0. */
export function lnBeta(a: number, b: number): number {
  return lnGamma(a) + lnGamma(b) - lnGamma(a + b)
}

/**
 * Gauss’ hypergeometric function ₂F₁(a, b; c; z) by its series, for 0 ≤ z < 1 (Abramowitz & Stegun 15.1.1). Terms are
 * added until they no longer change the sum; with z near 1 that takes about 40 ÷ (1 − z) of them.
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  let term = 1
  let sum = 1
  for (let n = 0; n < termsMax; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    sum += term
    if (Math.abs(term) < 1e-15 * Math.abs(sum)) return sum
  }
  return sum
}

const termsMax = 100_000
