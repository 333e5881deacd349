import { sql } from 'kysely'
import type { Tx } from '../../../db/schema.ts'
import { countMoves } from './count.ts'

export interface Place {
  readonly run: number
  readonly plan: number
  readonly cohortSize: number
  /** Numbers of the steps of `sixSteps`. */
  readonly nodes: Readonly<Record<'who' | 'mail' | 'wait' | 'rich' | 'again' | 'end', number>>
}

/** One move of everybody in a cohort. */
export interface Hop {
  readonly from: number
  readonly port: string | null
  readonly code: string
  readonly why?: Readonly<Record<string, string>>
  /** Null: they leave the scenario. */
  readonly to: number | null
}

const day = sql`interval '1 day'`

/** One turn: everybody who is ready, due or woken goes the same way and stands at a contact, waits, or has left. */
export async function move(
  tx: Tx,
  place: Place,
  { cohort, hops, to }: { cohort: number; hops: readonly Hop[]; to: 'contact' | 'wait' | 'end' },
): Promise<void> {
  const { run } = place
  const here = sql`run = ${run} and cohort = ${cohort}`
  await sql`select next_seq, dirty, last_result from cohort where run = ${run} and no = ${cohort} for update`.execute(
    tx,
  )
  await sql`
    select no from enrolment where ${here} and active and (state = 0 or woken or due <= clock_timestamp() + 4 * ${day})
    order by no for update`.execute(tx)
  for (const [i, hop] of hops.entries()) {
    await sql`
      insert into journal (run, enrolment, seq, node, visit, port, code, why, at)
      select run, no, seq + ${i + 1}::int, ${hop.from}::smallint, visit, ${hop.port}, ${hop.code},
        ${hop.why ? JSON.stringify(hop.why) : null}::jsonb, clock_timestamp()
      from enrolment where ${here} and active order by no`.execute(tx)
  }
  const stand = hops.at(-1)?.to ?? hops.at(-1)?.from ?? 0
  await sql`
    update enrolment set node = ${stand}::smallint, seq = seq + ${hops.length}::int, state = ${to === 'end' ? 3 : 1}::int,
      active = ${to !== 'end'}, woken = false, arrived_at = clock_timestamp(),
      due = case when ${to === 'wait'} then clock_timestamp() + 3 * ${day} end,
      reason = ${to === 'end' ? 'completed' : null}
    where ${here} and active`.execute(tx)
  if (to === 'contact') await order(tx, place, cohort, stand)
  await countMoves(tx, place, { cohort, hops })
  const last = { ready: false, deliver: to === 'contact' ? [{ node: stand }] : [], remaining: 1 }
  await sql`
    update cohort set next_seq = next_seq + 1, seen = dirty, last_result = ${JSON.stringify(last)}::jsonb, ready = false,
      next_due = case when ${to === 'wait'} then clock_timestamp() + 3 * ${day} end,
      sending = ${to === 'contact'}, done = ${to === 'end'}
    where run = ${run} and no = ${cohort}`.execute(tx)
}

async function order(tx: Tx, { run }: Place, cohort: number, node: number): Promise<void> {
  await sql`
    insert into intent (run, cohort, node, enrolment, visit, customer, outward, channel, ordered_at, expires_at)
    select run, cohort, node, no, visit, customer, gen_random_uuid(), 'email', clock_timestamp(), clock_timestamp() + 3 * ${day}
    from enrolment where run = ${run} and cohort = ${cohort} and active and node = ${node}::smallint order by no`.execute(
    tx,
  )
}
