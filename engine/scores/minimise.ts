export interface Minimum {
  readonly at: readonly number[]
  readonly value: number
  readonly converged: boolean
}

interface Corner {
  readonly at: readonly number[]
  readonly value: number
}

export interface Search {
  /** Size of the first simplex along every axis. */
  readonly firstStep: number
  readonly stepsMax: number
}

/** For a start that may be far off. */
export const wideSearch: Search = { firstStep: 0.5, stepsMax: 20_000 }
/** The search rests when its corners differ by no more than this, in value (relative) and in place. */
const valueTolerance = 1e-12
const placeTolerance = 1e-7
/** A simplex can come to rest too early; it is set up anew at the best corner until that no longer helps. */
const restartsMax = 10

/**
 * Finds a minimum of a smooth function of a few variables, without derivatives. Nelder & Mead, “A simplex method for
 * function minimization”, Computer Journal 7 (1965), restarted until it stays where it is. Values that are not numbers
 * count as infinitely bad.
 */
export function minimise(
  cost: (at: readonly number[]) => number,
  start: readonly number[],
  search: Search = wideSearch,
): Minimum {
  const cornerAt = (at: readonly number[]): Corner => {
    const value = cost(at)
    return { at, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value }
  }
  let best = cornerAt(start)
  for (let i = 0; i < restartsMax; i++) {
    const found = descend(cornerAt, best, search)
    const gained = best.value - found.value
    best = found
    if (!found.converged) return found
    if (i > 0 && gained <= valueTolerance * (1 + Math.abs(found.value)) * 100) break
  }
  return { ...best, converged: true }
}

function descend(
  cornerAt: (at: readonly number[]) => Corner,
  start: Corner,
  { firstStep, stepsMax }: Search,
): Minimum {
  let corners = [
    start,
    ...start.at.map((_, i) => cornerAt(start.at.map((v, j) => (i === j ? v + firstStep : v)))),
  ]
  for (let n = 0; n < stepsMax; n++) {
    corners = corners.toSorted((a, b) => a.value - b.value)
    const best = corners[0] ?? start
    const worst = corners.at(-1) ?? start
    if (isAtRest(best, worst)) return { ...best, converged: true }
    corners = improve(cornerAt, corners, { best, worst })
  }
  return { ...(corners[0] ?? start), converged: false }
}

function isAtRest(best: Corner, worst: Corner): boolean {
  return (
    worst.value - best.value <= valueTolerance * (1 + Math.abs(best.value)) &&
    worst.at.every((v, i) => Math.abs(v - (best.at[i] ?? v)) <= placeTolerance * (1 + Math.abs(v)))
  )
}

/** One step: the worst corner is thrown through the others, further, or drawn in; else all are drawn to the best. */
function improve(
  cornerAt: (at: readonly number[]) => Corner,
  corners: readonly Corner[],
  { best, worst }: { best: Corner; worst: Corner },
): Corner[] {
  const others = corners.slice(0, -1)
  const centre = best.at.map(
    (_, i) => others.reduce((s, c) => s + (c.at[i] ?? 0), 0) / others.length,
  )
  const along = (t: number) => cornerAt(centre.map((v, i) => v + t * ((worst.at[i] ?? v) - v)))
  const reflected = along(-1)
  if (reflected.value < best.value) {
    const expanded = along(-2)
    return [...others, expanded.value < reflected.value ? expanded : reflected]
  }
  const secondWorst = others.at(-1) ?? best
  if (reflected.value < secondWorst.value) return [...others, reflected]
  const drawn = along(reflected.value < worst.value ? -0.5 : 0.5)
  if (drawn.value < Math.min(reflected.value, worst.value)) return [...others, drawn]
  return [
    best,
    ...corners
      .slice(1)
      .map((c) => cornerAt(c.at.map((v, i) => (best.at[i] ?? v) + 0.5 * (v - (best.at[i] ?? v))))),
  ]
}
