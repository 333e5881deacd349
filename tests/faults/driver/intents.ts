import { sql } from 'kysely'
import { until } from '../../support/until.ts'
import type { World } from '../world/world.ts'

export interface Intent {
  readonly outward: string
  readonly run: number
  readonly cohort: number
  readonly enrolment: number
}

/** Waits until there are contacts of this channel with this status, and returns them. */
export function intentsOf(
  { db }: World,
  { channel, status }: { channel: string; status: number },
): Promise<Intent[]> {
  return until(
    `${channel} contacts have status ${status}`,
    async () => {
      const { rows } = await sql<Intent>`
        select outward, run, cohort, enrolment from intent
        where channel = ${channel} and status = ${status} order by run, cohort, enrolment`.execute(
        db,
      )
      return rows.length > 0 && rows
    },
    { limitMs: 120_000 },
  )
}
