import fc from 'fast-check'
import { sql } from 'kysely'
import type { Db } from '../../../db/schema.ts'
import type { CustomerImportOptions } from '../../../intake/import/import-customers.ts'
import type { PurchaseImportOptions } from '../../../intake/import/import-purchases.ts'

export const importedAt = Date.parse('2026-11-20T03:00:00Z')

/** A file as a stream, in chunks so small that every boundary falls somewhere. */
export async function* fileOf(
  content: string | Uint8Array,
  { chunkBytes = 7 }: { chunkBytes?: number } = {},
): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    yield bytes.subarray(from, from + chunkBytes)
  }
}

/** What every import in these tests says, unless a test says otherwise. */
export function told(
  options: Partial<PurchaseImportOptions & CustomerImportOptions> = {},
): PurchaseImportOptions {
  return { source: 'test', zone: 'Asia/Seoul', now: importedAt, ...options }
}

/** Collects a rejects file. */
export function rejectsFile(): { sink: (csv: string) => void; text: () => string } {
  let text = ''
  return {
    sink: (csv) => {
      text += csv
    },
    text: () => text,
  }
}

/** A cell that is mostly plain, so that most lines are plain or odd in one cell alone. */
export function cellOf(plain: readonly string[], odd: readonly string[]): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...plain) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
  )
}

/** Tables that imports have filled and that have taken nobody's place. */
export async function freshTables(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class where relkind = 'r' and relname like 'fresh\\_%' order by 1`.execute(
    db,
  )
  return rows.map((row) => row.name)
}
