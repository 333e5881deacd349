import { sql } from 'kysely'
import { numberArray } from '../arrays.ts'
import type { Tx } from '../schema.ts'
import type { NodeRef } from './deliveries.ts'

/** Rewards issued to these enrolments at a node: what their messages tell of. */
export async function loadRewards(
  tx: Tx,
  { run, cohort, node }: NodeRef,
  enrolments: readonly number[],
): Promise<Map<number, { code: string; expiresAt: number }>> {
  const { rows } = await sql<{ enrolment: number; code: string; expiresAt: number }>`
    select distinct on (enrolment) enrolment, code, expires_at as "expiresAt" from reward_issue
    where run = ${run} and cohort = ${cohort} and node = ${node} and enrolment = any(${numberArray(enrolments)}::int[])
    order by enrolment, visit desc`.execute(tx)
  return new Map(rows.map((r) => [r.enrolment, { code: r.code, expiresAt: r.expiresAt }]))
}
