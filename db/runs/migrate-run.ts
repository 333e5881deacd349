import { sql } from 'kysely'
import { type Choices, type Fate, fateOf } from '../../engine/fate.ts'
import type { CohortRef } from '../../engine/ports.ts'
import type { Migration } from '../../schemas/api/migrations.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { booleanArray, numberArray } from '../arrays.ts'
import { type Departure, relocate, type StandingRow } from '../operate/relocate.ts'
import type { Refused } from '../operate/select.ts'
import { type LoadedPlan, loadPlan } from '../scenarios/plan-cache.ts'
import type { Tx } from '../schema.ts'

interface MigrationOf extends Choices, Pick<Migration, 'inside' | 'version'> {
  /** The plan to go over to. */
  readonly plan: number
}

/** The next cohorts of a run with somebody on another plan. */
export async function nextToMigrate(
  tx: Tx,
  { run, plan, inside, from, limit }: MigrationOf & { run: number; from: number; limit: number },
): Promise<number[]> {
  if (!inside) return []
  const { rows } = await sql<{ cohort: number }>`
    select distinct cohort from enrolment
    where run = ${run} and cohort >= ${from} and active and plan <> ${plan}
    order by cohort limit ${limit}`.execute(tx)
  return rows.map(({ cohort }) => cohort)
}

/**
 * Takes everybody of a cohort who is on another plan over to this one, each as its fate is; engine/fate.ts. Contacts
 * that have begun keep their text. The cohort’s row must be locked. Done twice it changes nothing.
 */
export async function migrateCohort(
  tx: Tx,
  ref: CohortRef,
  given: MigrationOf & { readonly operation: number; readonly now: InstantMs },
): Promise<{ applied: number; refused: Refused }> {
  const target = await loadPlan(tx, given.plan)
  const { rows } = await sql<Row>`
    select no, plan, node, visit, seq, state, reason, arrived_at as "arrivedAt", decided_by as "decidedBy"
    from enrolment where run = ${ref.run} and cohort = ${ref.cohort} and active and plan <> ${given.plan}
    order by no for update`.execute(tx)
  const people = await withFates(tx, rows, { target, choices: given })
  const begun = await openContacts(tx, ref, people)
  const refused: Record<string, number> = {}
  const moved: Departure[] = []
  const over: Over[] = []
  for (const { who, fate } of people) {
    const refusal =
      fate.do === 'refuse'
        ? 'NO_TARGET'
        : fate.do === 'stay' && fate.reorder && begun.get(who.no) === 'started'
          ? 'CONTACT_IN_FLIGHT'
          : null
    if (refusal !== null) {
      refused[refusal] = 1 + (refused[refusal] ?? 0)
      continue
    }
    const to = targetOf(who, fate, begun)
    if (to !== undefined) moved.push(departure(who, to, given))
    over.push(overOf(who, fate, to))
  }
  await relocate(tx, ref, { now: given.now, departures: moved })
  await savePlans(tx, ref, { plan: given.plan, over })
  await sql`
    insert into operation_cohort (operation, cohort) values (${given.operation}, ${ref.cohort})
    on conflict do nothing`.execute(tx)
  return { applied: over.length, refused }
}

interface Row extends StandingRow {
  readonly decidedBy: number | null
}

interface Person {
  readonly who: Row
  readonly fate: Fate
}

async function withFates(
  tx: Tx,
  rows: readonly Row[],
  { target, choices }: { target: LoadedPlan; choices: Choices },
): Promise<Person[]> {
  const known = new Map<string, Fate>()
  const people: Person[] = []
  for (const who of rows) {
    const key = `${who.plan} ${who.node}`
    const { plan: from } = await loadPlan(tx, who.plan)
    const fate = known.get(key) ?? fateOf({ from, to: target.plan }, who.node, choices)
    known.set(key, fate)
    people.push({ who, fate })
  }
  return people
}

/** Of those whose contact must be ordered anew: whether it has begun. Locks it, so that it cannot begin meanwhile. */
async function openContacts(
  tx: Tx,
  { run, cohort }: CohortRef,
  people: readonly Person[],
): Promise<ReadonlyMap<number, 'ordered' | 'started'>> {
  const asked = people.filter(({ fate }) => fate.do === 'stay' && fate.reorder)
  if (asked.length === 0) return new Map()
  const { rows } = await sql<{ enrolment: number; status: number }>`
    select i.enrolment, i.status from intent i
    join unnest(${numberArray(asked.map(({ who }) => who.no))}::int[], ${numberArray(asked.map(({ who }) => who.node))}::smallint[],
      ${numberArray(asked.map(({ who }) => who.visit))}::smallint[]) v(no, node, visit)
      on v.no = i.enrolment and v.node = i.node and v.visit = i.visit
    where i.run = ${run} and i.cohort = ${cohort} and i.status < 3
    order by i.enrolment for update of i`.execute(tx)
  return new Map(rows.map((row) => [row.enrolment, row.status === 2 ? 'started' : 'ordered']))
}

/** Where they go from their step; undefined: they stay there. */
function targetOf(
  who: Row,
  fate: Fate,
  begun: ReadonlyMap<number, 'ordered' | 'started'>,
): NodeNo | null | undefined {
  switch (fate.do) {
    case 'go':
      return fate.to
    case 'leave':
      return null
    case 'stay':
      return fate.reorder && begun.has(who.no) ? who.node : undefined
    case 'refuse':
      return undefined
  }
}

function departure(
  who: Row,
  to: NodeNo | null,
  { operation, version }: { readonly operation: number; readonly version: number },
): Departure {
  const why = { operation, version, ...(to !== null && { to }) }
  return { who, to, port: null, code: 'MIGRATED', newRound: to !== null, why }
}

interface Over {
  readonly no: number
  readonly decidedBy: number | null
  readonly wake: boolean
}

function overOf(who: Row, fate: Fate, to: NodeNo | null | undefined): Over {
  if (fate.do !== 'stay' || to !== undefined) return { no: who.no, decidedBy: null, wake: false }
  const { changed, waits, wake } = fate
  const decidedBy = waits === 'kept' ? (who.decidedBy ?? who.plan) : changed ? null : who.decidedBy
  return { no: who.no, decidedBy, wake }
}

/** Those that have left keep the plan they left by. */
async function savePlans(
  tx: Tx,
  { run, cohort }: CohortRef,
  { plan, over }: { plan: number; over: readonly Over[] },
): Promise<void> {
  if (over.length === 0) return
  await sql`
    update enrolment e set plan = ${plan}, decided_by = v.decided_by, woken = e.woken or v.wake
    from unnest(${numberArray(over.map(({ no }) => no))}::int[], ${numberArray(over.map(({ decidedBy }) => decidedBy))}::int[],
      ${booleanArray(over.map(({ wake }) => wake))}::boolean[]) v(no, decided_by, wake)
    where e.run = ${run} and e.cohort = ${cohort} and e.no = v.no and e.active`.execute(tx)
}
