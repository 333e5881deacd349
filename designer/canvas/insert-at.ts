import { type Edited, withTarget } from '../../engine/edit/document.ts'
import { insert } from '../../engine/edit/insert.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { pointOf, waysInto } from './moving.ts'
import type { Place } from './ui-store.ts'

/** Before a join, a new step takes over every way that led there, but for those that come back to it. */
export function insertAt(
  scenario: Scenario,
  place: Place,
  what: Parameters<typeof insert>[2],
): Edited {
  const point = pointOf(scenario, place)
  if (!point) {
    const details = { reason: 'STEP_CANNOT' } as const
    throw new Failure('INVALID', 'Nothing leads to this place.', { details })
  }
  const edited = insert(scenario, point, what)
  const { select } = edited
  if (!('before' in place) || select === undefined) return edited
  const joined = waysInto(scenario, place.before).reduce(
    (after, way) => withTarget(after, way, select),
    edited.scenario,
  )
  return { ...edited, scenario: joined }
}
