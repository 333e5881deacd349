import type { AlertCode } from '../../../schemas/api/alerts.ts'
import type { InstantMs } from '../../../schemas/basics.ts'

/** Something that needs attention, as the rows tell it. */
export interface Finding {
  readonly code: AlertCode
  readonly run: { readonly id: string; readonly name: string } | null
  /** Real time; null: not known. */
  readonly since: InstantMs | null
  readonly values: Readonly<Record<string, string | number>>
}
