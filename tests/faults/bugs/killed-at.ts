import type { Point } from '../../../engine/points.ts'
import type { Season } from '../driver/season.ts'
import type { RoleName } from '../world/world.ts'

/** Kills the first process of the role that comes to the point; resolves when it is back. */
export async function killedAt({ world }: Season, role: RoleName, point: Point): Promise<void> {
  const processes = world.roles[role]
  for (const kept of processes) kept.arm(point, { act: 'die' })
  await Promise.race(processes.map((kept) => kept.died(kept.deaths + 1)))
  for (const kept of processes) kept.disarm()
  await Promise.all(processes.map((kept) => kept.ready()))
}
