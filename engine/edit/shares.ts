/** Arms with equal shares in tenths of a percent that make exactly 100; the first ones take what is left over. */
export function evenShares<T extends { readonly share: number }>(arms: readonly T[]): T[] {
  const each = Math.floor(1000 / arms.length)
  const left = 1000 - each * arms.length
  return arms.map((arm, i) => ({ ...arm, share: (each + (i < left ? 1 : 0)) / 10 }))
}
