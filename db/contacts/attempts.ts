import { sql } from 'kysely'
import { numberArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'
import type { NodeRef } from './deliveries.ts'

/** The newest attempt of a contact: what it said, what it cost, and when it was counted. */
export interface BegunAttempt {
  /** As it was written ahead; null: the customer was erased since. */
  readonly rendered: unknown
  readonly cost: number
  readonly startedAt: number
}

/** The newest attempts of these enrolments' contacts at the node; keyed `enrolment visit occurrence`. */
export async function loadAttempts(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  enrolments: readonly number[],
): Promise<Map<string, BegunAttempt>> {
  if (enrolments.length === 0) return new Map()
  const { rows } = await sql<BegunAttempt & { key: string }>`
    select distinct on (a.enrolment, a.visit, a.occurrence)
      a.enrolment || ' ' || a.visit || ' ' || a.occurrence as key, a.rendered, i.cost, i.started_at as "startedAt"
    from attempt a join intent i using (run, cohort, node, enrolment, visit, occurrence)
    where a.run = ${run} and a.cohort = ${cohort} and a.node = ${node} and a.enrolment = any(${numberArray(enrolments)}::int[])
    order by a.enrolment, a.visit, a.occurrence, a.attempt desc`.execute(tx)
  return new Map(rows.map(({ key, ...attempt }) => [key, attempt]))
}
