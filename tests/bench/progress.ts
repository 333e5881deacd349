import { sql } from 'kysely'
import type { Db } from '../../db/schema.ts'
import { until } from '../support/until.ts'

// Counters say how far a run is without looking at a single enrolment.

const waiting = { limitMs: 1_800_000, everyMs: 40 }

/** Waits until so many have come to the node. */
export async function untilAllEntered(
  db: Db,
  run: number,
  { node, customers }: { node: number; customers: number },
): Promise<void> {
  await until(
    `${customers} customers have come to step ${node}`,
    async () => (await counted(db, run, { node, what: 'entered' })) >= customers,
    waiting,
  )
}

/** Waits until so many have left the run. */
export async function untilAllEnded(db: Db, run: number, customers: number): Promise<void> {
  await until(
    `${customers} customers have left`,
    async () => (await counted(db, run, { node: null, what: 'ended' })) >= customers,
    waiting,
  )
}

/** Waits until everything that came in is merged and every cohort has looked. */
export async function untilQuiet(db: Db): Promise<void> {
  await until(
    'nothing is due any more',
    async () => {
      const { rows } = await sql<{ quiet: boolean }>`
        select not exists (select 1 from inbox where state < 2)
          and not exists (select 1 from cohort where not done and (dirty <> seen or ready)) as quiet`.execute(
        db,
      )
      return rows[0]?.quiet
    },
    { ...waiting, everyMs: 200 },
  )
}

async function counted(
  db: Db,
  run: number,
  { node, what }: { node: number | null; what: string },
): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select coalesce(sum(n), 0)::int as n from counter
    where run = ${run} and what = ${what} and (${node}::smallint is null or node = ${node})`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}

/** The number of a step in the run's plan. */
export async function nodeNo(db: Db, run: number, id: string): Promise<number> {
  const { rows } = await sql<{ no: number }>`
    select (n ->> 'no')::int as no from run r join plan p on p.id = r.plan,
      jsonb_array_elements(p.plan -> 'nodes') n where r.id = ${run} and n ->> 'id' = ${id}`.execute(
    db,
  )
  const [row] = rows
  if (!row) throw new Error(`The plan of run ${run} has no step "${id}"`)
  return row.no
}
