import { loadAlerts } from '../../../db/watch/alerts.ts'
import type { AlertCode } from '../../../schemas/api/alerts.ts'
import { until } from '../../support/until.ts'
import type { World } from '../world/world.ts'

/** A state that a person must know of stands among the alerts. */
export async function untilShown({ db }: World, code: AlertCode): Promise<void> {
  await until(`the alert ${code} is shown`, async () =>
    (await loadAlerts(db)).some((alert) => alert.code === code),
  )
}
