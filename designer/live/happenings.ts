import type { Timeline } from '../../schemas/api/runs.ts'

type Happening =
  | { readonly is: 'move'; readonly at: string; readonly move: Timeline['moves'][number] }
  | {
      readonly is: 'purchase'
      readonly at: string
      readonly purchase: Timeline['purchases'][number]
    }
  | { readonly is: 'migrated'; readonly at: string; readonly act: Timeline['acts'][number] }

/** Moves and purchases in the order of the run’s clock; a change of version that moved nobody comes before what follows it. */
export function happenings({ moves, purchases, acts }: Timeline): readonly Happening[] {
  const moved = new Set(moves.map(({ why }) => why?.['operation']))
  const all: Happening[] = [
    ...moves.map((move) => ({ is: 'move' as const, at: move.at, move })),
    ...purchases.map((purchase) => ({ is: 'purchase' as const, at: purchase.at, purchase })),
  ]
  all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  for (const act of acts) {
    if (act.action !== 'migrate' || moved.has(act.operation)) continue
    // Real time tells which moves came later; the run’s clock may be another.
    const later = moves.find(({ madeAt }) => Date.parse(madeAt) > Date.parse(act.at))
    const place = all.findIndex((one) => one.is === 'move' && one.move === later)
    all.splice(place < 0 ? all.length : place, 0, { is: 'migrated', at: act.at, act })
  }
  return all
}
