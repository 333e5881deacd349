import { stringify } from 'csv-stringify/sync'

/** Why a line was not taken. `columns` are places of fault by field. */
export interface Reject {
  /** Line number in the file, from 1. */
  readonly line: number
  readonly code: string
  /** A sentence that names the column and the remedy; no personal data. */
  readonly reason: string
  readonly original: string
  /** The fields whose cells are at fault; attributes as attributes.<key>. */
  readonly fields?: readonly string[]
}

/** Receives the rejects file piece by piece; resolves when it may be given more. */
export type RejectsSink = (csv: string) => Promise<void> | void

export interface RejectsSummary {
  readonly total: number
  readonly byCode: Readonly<Record<string, number>>
  /** What was wrong: cells at fault by field, other rows by code. */
  readonly byFault: Readonly<Record<string, number>>
  /** The first few, in the order of the file. */
  readonly first: readonly Omit<Reject, 'original' | 'fields'>[]
}

export interface Rejects {
  add(rejects: readonly Reject[]): Promise<void>
  summary(): RejectsSummary
}

const firstMax = 10

/**
 * Counts rejects and writes them as CSV with a header: line, code, reason, original. What a spreadsheet would take for
 * a formula gets an apostrophe in front. Nothing is written while there is no reject.
 */
export function collectRejects(sink: RejectsSink = () => undefined): Rejects {
  const byCode: Record<string, number> = {}
  const byFault: Record<string, number> = {}
  const first: Omit<Reject, 'original' | 'fields'>[] = []
  let total = 0
  return {
    async add(rejects) {
      if (rejects.length === 0) return
      const rows = rejects.map(({ line, code, reason, original }) => [
        ...[line, code, reason],
        // The file of rejects is kept where no text may have it.
        original.replaceAll('\0', '\ufffd'),
      ])
      const header = total === 0 ? [['line', 'code', 'reason', 'original']] : []
      for (const { line, code, reason, fields = [code] } of rejects) {
        byCode[code] = (byCode[code] ?? 0) + 1
        for (const fault of fields) byFault[fault] = (byFault[fault] ?? 0) + 1
        if (first.length < firstMax) first.push({ line, code, reason })
      }
      total += rejects.length
      await sink(stringify([...header, ...rows], { escape_formulas: true }))
    },
    summary: () => ({ total, byCode, byFault, first }),
  }
}
