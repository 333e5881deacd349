import { sql } from 'kysely'
import type { OperationAction } from '../../schemas/api/operations.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import { numberArray } from '../arrays.ts'
import type { DbOrTx } from '../schema.ts'

/** What somebody’s hand did to one customer in a run. */
export interface TimelineAct {
  readonly operation: number
  readonly action: OperationAction
  readonly by: string
  /** Real time. */
  readonly at: InstantMs
  /** migrate: the version it went over to, also if it stayed where it stood. */
  readonly version: number | null
}

/**
 * Acts of operators on one customer, in order: those that named it, those that moved it, and migrations that came to its
 * cohort between `fromAt` and `untilAt` of real time.
 */
export async function loadActs(
  db: DbOrTx,
  who: {
    readonly run: number
    readonly cohort: number
    readonly customer: string
    readonly moves: readonly {
      readonly why: Readonly<Record<string, string | number>> | null
      readonly madeAt: InstantMs
    }[]
    readonly ended: boolean
  },
): Promise<TimelineAct[]> {
  const { run, cohort, customer, moves, ended } = who
  const named = moves.flatMap(({ why }) =>
    typeof why?.['operation'] === 'number' ? [why['operation']] : [],
  )
  const [from, until] = [moves[0]?.madeAt ?? null, ended ? (moves.at(-1)?.madeAt ?? null) : null]
  const { rows } = await sql<TimelineAct>`
    select o.id as operation, o.action, o.made_by as by, coalesce(c.made_at, o.made_at) as at,
      (o.request ->> 'version')::int as version
    from operation o left join operation_cohort c on c.operation = o.id and c.cohort = ${cohort}
    where o.run = ${run} and (o.id = any(${numberArray(named)}::int[])
      or o.request -> 'selection' ->> 'customer' = ${customer}
      or (c.made_at >= to_timestamp(${from}::float8 / 1000)
        and coalesce(c.made_at <= to_timestamp(${until}::float8 / 1000), true)))
    order by o.id`.execute(db)
  return rows
}
