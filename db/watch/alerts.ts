import { alertMeanings } from '../../engine/alerts.ts'
import { type Alert, alertCodeSchema } from '../../schemas/api/alerts.ts'
import type { Db } from '../schema.ts'
import type { Finding } from './alerts/finding.ts'
import { houseAlerts } from './alerts/house.ts'
import { runAlerts } from './alerts/runs.ts'

export interface FoundAlert extends Finding, Pick<Alert, 'level' | 'message' | 'remedy'> {}

/**
 * What needs attention now, the gravest first: of the whole house and of every live and test run that has not ended, or
 * of one run alone, also a sandbox. Read from counters and small tables, however large the runs are.
 */
export async function loadAlerts(
  db: Db,
  { run }: { readonly run?: number | undefined } = {},
): Promise<FoundAlert[]> {
  const findings = [...(await houseAlerts(db)), ...(await runAlerts(db, run))]
  const order = alertCodeSchema.options
  return findings
    .sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code))
    .map((finding) => {
      const { level, message, remedy } = alertMeanings[finding.code]
      return { ...finding, level, message: message(finding.values), remedy }
    })
}
