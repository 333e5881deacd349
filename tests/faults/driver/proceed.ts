import type { Fault } from '../kinds/fault.ts'
import type { Breach } from '../rules/evidence.ts'
import type { Season } from './season.ts'

/** What one fault led to. */
export interface Struck {
  readonly kind: string
  readonly name: string
  /** From the moment its cause was gone until nothing that was due was left undone. */
  readonly recoveryMs: number
  readonly breaches: readonly Breach[]
}

/**
 * Lets a fault strike while campaigns run, holds the clocks until everything that was due has been done, and asks the
 * checker.
 */
export async function endure(season: Season, fault: Fault): Promise<Struck> {
  const { conductor } = season
  if (fault.customers > 0) await season.launch({ customers: fault.customers })
  const goneAt = await fault.strike(season)
  conductor.hold(true)
  await conductor.calm()
  const recoveryMs = Math.max(0, performance.now() - goneAt)
  conductor.hold(false)
  const { breaches } = await season.check({ atEnd: false })
  return { kind: fault.kind, name: fault.name, recoveryMs, breaches }
}
