/** Round values from 0 (or below, where the lowest is) to at least the highest, about `n` of them. */
export function ticksOf({ low, high }: { low: number; high: number }, n = 4): readonly number[] {
  const bottom = Math.min(0, low)
  const span = Math.max(high, 0) - bottom || 1
  const rough = span / n
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = ([1, 2, 2.5, 5, 10].find((k) => k * power >= rough) ?? 10) * power
  const first = Math.floor(bottom / step)
  const count = Math.ceil((bottom + span) / step) - first
  return Array.from({ length: count + 1 }, (_, i) => (first + i) * step)
}

/** At most `max` of many names, evenly, the first always among them. */
export function thinned(count: number, max: number): (index: number) => boolean {
  const every = Math.max(1, Math.ceil(count / Math.max(1, max)))
  return (index) => index % every === 0
}
