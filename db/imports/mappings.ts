import type { DbOrTx } from '../schema.ts'

export interface RememberedMapping {
  /** Field to column. */
  readonly mapping: Readonly<Record<string, string>>
  readonly dateFormat: string | null
}

/** How the last file of a source named its columns. */
export async function loadMapping(
  db: DbOrTx,
  { kind, source }: { readonly kind: string; readonly source: string },
): Promise<RememberedMapping | undefined> {
  return db
    .selectFrom('import_mapping')
    .select(['mapping', 'date_format as dateFormat'])
    .where('kind', '=', kind)
    .where('source', '=', source)
    .executeTakeFirst()
}

export async function saveMapping(
  db: DbOrTx,
  {
    kind,
    source,
    mapping,
    dateFormat,
  }: RememberedMapping & { readonly kind: string; readonly source: string },
): Promise<void> {
  const said = { mapping: JSON.stringify(mapping), date_format: dateFormat }
  await db
    .insertInto('import_mapping')
    .values({ kind, source, ...said })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'source']).doUpdateSet({ ...said, saved_at: new Date() }),
    )
    .execute()
}
