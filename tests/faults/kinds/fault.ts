import type { Season } from '../driver/season.ts'

/** One way to do harm to a running Dasi. */
export interface Fault {
  /** Its row in the table. */
  readonly kind: string
  /** What exactly. */
  readonly name: string
  /** How many customers get a run of their own before it strikes; 0: none. */
  readonly customers: number
  /** Does the harm; resolves when its cause is gone, with the `performance.now()` from which recovery counts. */
  strike(season: Season): Promise<number>
}
