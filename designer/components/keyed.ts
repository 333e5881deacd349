/** Rows with keys of their own: equal rows are told apart by their ordinal among equals. */
export function keyed<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly { readonly key: string; readonly row: Row }[] {
  const seen = new Map<string, number>()
  return rows.map((row) => {
    const key = keyOf(row)
    const ordinal = seen.get(key) ?? 0
    seen.set(key, ordinal + 1)
    return { key: `${key}#${ordinal}`, row }
  })
}
