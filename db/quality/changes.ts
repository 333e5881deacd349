import { sql } from 'kysely'
import type { InstantMs } from '../../schemas/basics.ts'
import type { DbOrTx } from '../schema.ts'

/** Something about the last import of a source that differs from the one before by more than chance would have it. */
export interface ImportChange {
  readonly source: string
  readonly kind: string
  readonly at: InstantMs
  /** rows, rejected (share), averageAmount, filled.<field> (share), fault.<field or code> (share), columns. */
  readonly what: string
  readonly before: number
  readonly after: number
  /** Columns that are gone. */
  readonly missing: readonly string[]
}

interface Told {
  readonly read?: number
  readonly rejected?: {
    readonly total?: number
    readonly byFault?: Readonly<Record<string, number>>
  }
  readonly columns?: Readonly<Record<string, string>>
  readonly file?: { readonly purchases?: number; readonly amount?: number }
  readonly filled?: Readonly<Record<string, number>>
}

interface Pair {
  readonly source: string
  readonly kind: string
  readonly at: InstantMs
  readonly after: Told
  readonly before: Told
}

/** Rows or amounts that are half as many or twice as many; shares that differ by a fifth, of rejects by a twentieth. */
const factorMax = 2
const filledStep = 0.2
const rejectedStep = 0.05

/** Compares each source's last import with the one before it. */
export async function findChanges(db: DbOrTx): Promise<ImportChange[]> {
  const { rows } = await sql<Pair>`
    with told as (
      select source, kind, started_at, report, lead(report) over w as before, row_number() over w as n
      from import_job where state = 'done' and report is not null
      window w as (partition by source, kind order by started_at desc))
    select source, kind, started_at as at, report as after, before from told
    where n = 1 and before is not null order by started_at desc limit 100`.execute(db)
  return rows.flatMap(compare)
}

function compare({ source, kind, at, before, after }: Pair): ImportChange[] {
  const changes: ImportChange[] = []
  const note = (what: string, from: number, to: number, missing: readonly string[] = []) =>
    changes.push({ source, kind, at, what, before: from, after: to, missing })
  const rows = [before.read ?? 0, after.read ?? 0] as const
  if (isOther(...rows)) note('rows', ...rows)
  const rejected = [rejectedShare(before), rejectedShare(after)] as const
  if (rejected[1] - rejected[0] >= rejectedStep) note('rejected', ...rejected)
  const amounts = [averageAmount(before), averageAmount(after)] as const
  if (isOther(...amounts)) note('averageAmount', ...amounts)
  for (const [field, n] of Object.entries(before.filled ?? {})) {
    const shares = [
      n / Math.max(1, rows[0]),
      (after.filled?.[field] ?? 0) / Math.max(1, rows[1]),
    ] as const
    if (Math.abs(shares[0] - shares[1]) >= filledStep) note(`filled.${field}`, ...shares)
  }
  const faults = before.rejected?.byFault
  for (const [fault, n] of Object.entries(faults ? (after.rejected?.byFault ?? {}) : {})) {
    const shares = [
      (faults?.[fault] ?? 0) / Math.max(1, rows[0]),
      n / Math.max(1, rows[1]),
    ] as const
    if (shares[1] - shares[0] >= rejectedStep) note(`fault.${fault}`, ...shares)
  }
  const fields = Object.keys(after.columns ?? {})
  const missing = Object.entries(before.columns ?? {}).flatMap(([field, column]) =>
    fields.includes(field) ? [] : [column],
  )
  if (missing.length > 0) {
    note('columns', Object.keys(before.columns ?? {}).length, fields.length, missing)
  }
  return changes
}

function isOther(before: number, after: number): boolean {
  if (before === 0 || after === 0) return false
  return after / before >= factorMax || before / after >= factorMax
}

function rejectedShare({ read = 0, rejected }: Told): number {
  return read === 0 ? 0 : (rejected?.total ?? 0) / read
}

function averageAmount({ file }: Told): number {
  return file?.purchases ? (file.amount ?? 0) / file.purchases : 0
}
