/** A share 0–1 with the interval that holds the true one in 95 of 100 such measurements. */
export interface Share {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** Normal quantile of 0.975. */
const z = 1.959_963_984_540_054

/**
 * The share of `hits` among `n` with its 95 % interval; null for nobody. Wilson, “Probable inference, the law of
 * succession, and statistical inference”, JASA 22 (1927): sound for few people and for shares near 0 and 1.
 */
export function shareOf(hits: number, n: number): Share | null {
  if (n === 0) return null
  const value = hits / n
  const centre = value + (z * z) / (2 * n)
  const spread = z * Math.sqrt((value * (1 - value)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return {
    value,
    low: hits === 0 ? 0 : (centre - spread) / scale,
    high: hits === n ? 1 : (centre + spread) / scale,
  }
}

/**
 * By how much one share exceeds another of independent people, −1 to 1, with its 95 % interval. Newcombe, “Interval
 * estimation for the difference between independent proportions”, Statistics in Medicine 17 (1998), method 10.
 */
export function differenceOf(share: Share, other: Share): Share {
  const value = share.value - other.value
  return {
    value,
    low: value - Math.hypot(share.value - share.low, other.high - other.value),
    high: value + Math.hypot(share.high - share.value, other.value - other.low),
  }
}
