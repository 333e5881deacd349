import type { LayoutOptions } from './shapes.ts'

/** Between columns. */
export const rowGap = 48
/** Between lines that run side by side. */
export const laneGap = 12

/** Vertical distances, from the bottom of a node. */
export function gaps({ editable }: LayoutOptions) {
  return {
    /** To the next node in a column. */
    stem: 48,
    /** To the middle of the insertion point. */
    insert: 24,
    /** What a line into a join keeps below its node. */
    pass: editable ? 36 : 12,
    /** To the line from which branches leave. */
    bus: 20,
    /** To the middle of a branch's chip. */
    label: 42,
    branchInsert: 72,
    /** To the heads of the branches. */
    branch: editable ? 92 : 64,
    /** From the line in which branches meet to the node. */
    join: editable ? 44 : 32,
  }
}

interface Lane {
  readonly x: number
}

/** Where a line can pass a block: as it is, or in the nearest free lane beside it. */
export function freeLane(
  line: Lane,
  bounds: { readonly left: number; readonly right: number },
  others: readonly Lane[],
): number {
  const clear = rowGap / 2
  const isFree = (x: number) =>
    others.every((other) => other === line || Math.abs(other.x - x) >= laneGap)
  if (line.x <= bounds.left - clear || line.x >= bounds.right + clear) return line.x
  const goesLeft = line.x - bounds.left < bounds.right - line.x
  let x = goesLeft ? bounds.left - clear : bounds.right + clear
  while (!isFree(x)) x += goesLeft ? -laneGap : laneGap
  return x
}
