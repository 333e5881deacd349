import {
  type CustomerRows,
  createCustomerRows,
  type TextCell,
} from '../../db/imports/customer-rows.ts'
import {
  type FullCustomers,
  fillFreshCustomers,
  hasNoCustomers,
  indexCustomers,
} from '../../db/imports/fresh-customers.ts'
import type { Filler } from '../../db/imports/fresh-table.ts'
import type { StagedCustomer } from '../../db/imports/stage-customers.ts'
import type { Db } from '../../db/schema.ts'
import { copyParts } from './copy-parts.ts'
import type { ImportLimits } from './limits.ts'
import type { ColumnMap } from './map-columns.ts'
import type { Table } from './open-table.ts'
import { countedFields, createCells, createQuickCustomers } from './quick-customers.ts'
import type { FileRecord } from './read-records.ts'
import { isReject } from './read-rows.ts'
import type { Reject, Rejects } from './rejects.ts'
import type { ImportProgress } from './report.ts'

interface FirstParts {
  readonly table: Table
  readonly columns: ColumnMap
  readonly limits: ImportLimits
  readonly rejects: Rejects
  readonly parse: (record: FileRecord) => StagedCustomer | Reject
  readonly readDay: (text: string) => string | undefined
  readonly filled: Record<string, number>
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads a file into fresh tables, for an installation that has no customers yet: quick where a line is plain, carefully
 * where it is not. Undefined, and nothing read, if there are customers already. The file says nothing of consents and
 * attributes.
 */
export async function readFirstCustomers(
  db: Db,
  filler: Filler,
  parts: FirstParts,
): Promise<{ full: FullCustomers; read: number; endsUnterminated: boolean } | undefined> {
  const { table, limits, filled } = parts
  const { connection } = filler
  const { body, delimiter, header } = table
  if (!body || !(await hasNoCustomers(connection))) return undefined
  const house = connection.selectFrom('installation').select('zone')
  const { zone } = await house.executeTakeFirstOrThrow()
  const rows = createCustomerRows()
  const isPlain = delimiter.length === 1 && delimiter.charCodeAt(0) < 128
  const quick = createQuickCustomers({
    ...parts,
    ...{ width: header.length, delimiter, rows, zone, maxLineBytes: limits.maxCellLength },
  })
  const add = createAdder(rows, zone)
  const { read, endsUnterminated, ...copied } = await fillFreshCustomers(filler, async (copy) => {
    const end = await copyParts(body, {
      ...parts,
      ...{ delimiter, columns: header.length, text: table.text, copy, rows },
      quick: isPlain ? quick : undefined,
      take(record) {
        const row = parts.parse(record)
        if (isReject(row)) return row
        countFilled(filled, row)
        add(row)
        return undefined
      },
    })
    return { ...end, rows: rows.count() }
  })
  return { full: await indexCustomers(db, filler, copied), read, endsUnterminated }
}

/** Counts what a row says something of. */
export function countFilled(filled: Record<string, number>, row: StagedCustomer): void {
  for (const field of countedFields) {
    if (row[field] !== null) filled[field] = (filled[field] ?? 0) + 1
  }
}

const encoder = new TextEncoder()
const dayMs = 86_400_000

function createAdder(rows: CustomerRows, zone: string): (row: StagedCustomer) => void {
  const said = (value: string | null): TextCell => {
    const bytes = encoder.encode(value ?? '')
    return { bytes, from: 0, to: bytes.length, isNull: value === null }
  }
  const nobody = createCells(zone)
  return (row) => {
    rows.add({
      externalId: said(row.externalId),
      name: said(row.name),
      email: said(row.email),
      phone: said(row.phone),
      postalCode: said(row.postalCode),
      address: said(row.address),
      gender: said(row.gender),
      birthDay: row.birthDate === null ? Number.NaN : Date.parse(row.birthDate) / dayMs,
      region: said(row.region),
      language: row.language === null ? nobody.language : said(row.language),
      zone: row.zone === null ? nobody.zone : said(row.zone),
      points: row.points ?? 0,
    })
  }
}
