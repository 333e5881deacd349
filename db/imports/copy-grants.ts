import { sql } from 'kysely'
import type { Tx } from '../schema.ts'

/** Whoever else is let at a table, or at columns of it, may do the same with another of its shape. */
export async function copyGrants(
  tx: Tx,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { rows } = await sql<{ statement: string }>`
    with granted as (
      select null::name as col, a.* from pg_class c, aclexplode(c.relacl) a where c.oid = ${from}::regclass
      union all
      select t.attname, a.* from pg_attribute t, aclexplode(t.attacl) a where t.attrelid = ${from}::regclass
    )
    select format('grant %s%s on %I to %s%s', privilege_type, '(' || quote_ident(col) || ')', ${to}::text,
      case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end,
      case when is_grantable then ' with grant option' else '' end) as statement
    from granted where grantee <> (select relowner from pg_class where oid = ${from}::regclass)`.execute(
    tx,
  )
  for (const { statement } of rows) await sql.raw(statement).execute(tx)
}
