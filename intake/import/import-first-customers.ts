import type { CopyClient } from '../../db/connect.ts'
import {
  type CustomerRows,
  createCustomerRows,
  type TextCell,
} from '../../db/imports/customer-rows.ts'
import {
  hasNoCustomers,
  openFreshCustomers,
  takeCustomersPlace,
} from '../../db/imports/fresh-customers.ts'
import type { StagedCustomer, StoredCustomers } from '../../db/imports/stage-customers.ts'
import type { Tx } from '../../db/schema.ts'
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
  readonly source: string
  readonly rejects: Rejects
  readonly parse: (record: FileRecord) => StagedCustomer | Reject
  readonly readDay: (text: string) => string | undefined
  readonly filled: Record<string, number>
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Stores a file in an installation that has no customers yet, in the transaction of the import: quick where a line is
 * plain, carefully where it is not. Undefined, and nothing read, if there are customers already. The file says nothing of
 * consents and attributes.
 */
export async function importFirstCustomers(
  tx: Tx,
  client: CopyClient,
  parts: FirstParts,
): Promise<{ stored: StoredCustomers; read: number; endsUnterminated: boolean } | undefined> {
  const { table, limits, source, filled } = parts
  const { body, delimiter, header } = table
  if (!body || !(await hasNoCustomers(tx))) return undefined
  const { zone } = await tx.selectFrom('installation').select('zone').executeTakeFirstOrThrow()
  const rows = createCustomerRows()
  const isPlain = delimiter.length === 1 && delimiter.charCodeAt(0) < 128
  const quick = createQuickCustomers({
    ...parts,
    ...{ width: header.length, delimiter, rows, zone, maxLineBytes: limits.maxCellLength },
  })
  const add = createAdder(rows, zone)
  const fresh = await openFreshCustomers(tx, client)
  const end = await copyParts(body, {
    ...parts,
    ...{ delimiter, columns: header.length, text: table.text, copy: fresh.copy, rows },
    quick: isPlain ? quick : undefined,
    take(record) {
      const row = parts.parse(record)
      if (isReject(row)) return row
      countFilled(filled, row)
      add(row)
      return undefined
    },
  })
  const stored = await takeCustomersPlace(tx, client, {
    ...{ name: fresh.name, rows: rows.count(), source },
  })
  return { ...end, stored }
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
      attributes: said(JSON.stringify(row.attributes)),
    })
  }
}
