import type { DeliveryParts } from '../../../activities/delivery/parts.ts'
import type { Activities, WorkerParts } from '../../../bin/workers.ts'
import type { Db } from '../../../db/schema.ts'
import type { RouterParts } from '../../../intake/router.ts'
import type { Season } from '../driver/season.ts'

/** A mistake that others have shipped: one part of Dasi, replaced by a broken one. The checker must notice. */
export interface Bug {
  readonly name: string
  /** The rule that it breaks, and the promise of it that does not hold. */
  readonly breaks: { readonly rule: number; readonly promise: string }
  readonly db?: (db: Db, url: string) => Db
  readonly adapterFor?: (shipped: DeliveryParts['adapterFor']) => DeliveryParts['adapterFor']
  readonly activities?: (parts: WorkerParts, shipped: Activities) => Partial<Activities>
  readonly router?: (parts: RouterParts) => Promise<void>
  /** Brings about what makes the bug show; the same with shipped parts must break nothing. */
  play(season: Season): Promise<void>
}
