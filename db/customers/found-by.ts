import { type RawBuilder, sql } from 'kysely'

/** Whether customer `c` is found by what somebody looks for: the beginning of its id, or a part of its name. */
export function foundBy(search: string | undefined): RawBuilder<boolean> {
  if (search === undefined || search === '') return sql<boolean>`true`
  const text = search.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)
  return sql<boolean>`(c.external_id ilike ${`${text}%`} or c.name ilike ${`%${text}%`})`
}
