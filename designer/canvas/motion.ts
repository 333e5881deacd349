const still = matchMedia('(prefers-reduced-motion: reduce)')

/**
 * How the view moves: briefly, and at once for whoever wants nothing to move. Straight, as the smooth way zooms out
 * on the way, and stays so when it is interrupted.
 */
export function motion() {
  return { duration: still.matches ? 0 : 180, interpolate: 'linear' } as const
}
