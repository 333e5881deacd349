import type { Point } from '../../engine/layout/shapes.ts'

/** An orthogonal line as an SVG path whose corners are rounded as far as its pieces allow. */
export function linePath(points: readonly Point[], radius = 10): string {
  const [first] = points
  if (!first) return ''
  const parts = [`M${first.x} ${first.y}`]
  points.forEach((corner, index) => {
    if (index === 0) return
    const before = points[index - 1]
    const after = points[index + 1]
    if (!before || !after) {
      parts.push(`L${corner.x} ${corner.y}`)
      return
    }
    const size = Math.min(radius, distance(before, corner) / 2, distance(corner, after) / 2)
    const start = toward(corner, before, size)
    const end = toward(corner, after, size)
    parts.push(`L${start.x} ${start.y}Q${corner.x} ${corner.y} ${end.x} ${end.y}`)
  })
  return parts.join('')
}

function distance(a: Point, b: Point): number {
  return Math.abs(a.x - b.x) + Math.abs(a.y - b.y)
}

function toward(from: Point, to: Point, by: number): Point {
  return { x: from.x + Math.sign(to.x - from.x) * by, y: from.y + Math.sign(to.y - from.y) * by }
}
