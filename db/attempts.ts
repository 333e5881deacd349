import { sql } from 'kysely'
import { numberArray } from './arrays.ts'
import type { NodeRef } from './deliveries.ts'
import type { Tx } from './schema.ts'

/** What the newest attempts of these enrolments' contacts at the node said, as JSON; keyed `enrolment visit occurrence`. */
export async function loadRendered(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  enrolments: readonly number[],
): Promise<Map<string, unknown>> {
  if (enrolments.length === 0) return new Map()
  const { rows } = await sql<{ key: string; rendered: unknown }>`
    select distinct on (enrolment, visit, occurrence)
      enrolment || ' ' || visit || ' ' || occurrence as key, rendered
    from attempt
    where run = ${run} and cohort = ${cohort} and node = ${node} and enrolment = any(${numberArray(enrolments)}::int[])
    order by enrolment, visit, occurrence, attempt desc`.execute(tx)
  return new Map(rows.map((r) => [r.key, r.rendered]))
}
