import { declareAttribute, type Previewed } from '../../api/data.ts'
import { queries } from '../../api/queries.ts'
import { attributesQuery } from '../../api/segments.ts'

/**
 * Attributes that a file brought for the first time are called as its columns are, so that rules and lists show words
 * and no keys. `fields` are what each column was taken for, by its place.
 */
export async function nameAttributes(
  { header, proposals }: Previewed,
  fields: readonly string[],
): Promise<void> {
  const brought = proposals.filter(
    ({ column, key }) => fields[header.indexOf(column)] === `attributes.${key}`,
  )
  if (brought.length === 0) return
  const known = await queries.fetchQuery({ ...attributesQuery, staleTime: 0 })
  for (const { column, key } of brought) {
    const found = known.find((one) => one.key === key)
    if (!found || found.declared) continue
    const label = column.trim().slice(0, 60)
    await declareAttribute(key, { label, type: found.type, unit: null, allowed: null })
  }
}
