import { sql } from 'kysely'
import type { CohortRef } from '../../engine/ports.ts'
import type { Change } from '../../schemas/kinds/update.ts'
import { numberArray, textArray } from '../arrays.ts'
import { booleans, floats, ints, numerics, rowsOf, smallints, texts, uuids } from '../rows-of.ts'
import type { Tx } from '../schema.ts'

/** Where an enrolment stands after the turn. */
export interface Standing {
  readonly no: number
  readonly node: number
  readonly visit: number
  readonly seq: number
  readonly state: number
  readonly active: boolean
  readonly arrivedAt: number
  readonly due: number | null
  readonly reason: string | null
}

export interface Move {
  readonly enrolment: number
  readonly seq: number
  readonly node: number
  readonly visit: number
  readonly port: string | null
  readonly code: string
  readonly why: string | null
  readonly at: number
}

export interface IntentRow {
  readonly node: number
  readonly enrolment: number
  readonly visit: number
  readonly customer: number
  readonly outward: string
  readonly channel: string
  readonly orderedAt: number
  readonly expiresAt: number
}

export interface RewardRow {
  readonly enrolment: number
  readonly node: number
  readonly visit: number
  readonly code: string
  readonly cost: number
  readonly faceValue: number
  readonly issuedAt: number
  readonly expiresAt: number
}

export async function saveStandings(
  tx: Tx,
  { run, cohort }: CohortRef,
  rows: readonly Standing[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    update enrolment e set node = v.node, visit = v.visit, seq = v.seq, state = v.state, active = v.active,
      woken = false, arrived_at = to_timestamp(v.arrived / 1000), due = to_timestamp(v.due / 1000), reason = v.reason,
      decided_by = case when e.node = v.node and e.visit = v.visit then e.decided_by end
    from ${rowsOf({
      no: ints(rows.map((r) => r.no)),
      node: smallints(rows.map((r) => r.node)),
      visit: smallints(rows.map((r) => r.visit)),
      seq: smallints(rows.map((r) => r.seq)),
      state: smallints(rows.map((r) => r.state)),
      active: booleans(rows.map((r) => r.active)),
      arrived: floats(rows.map((r) => r.arrivedAt)),
      due: floats(rows.map((r) => r.due)),
      reason: texts(rows.map((r) => r.reason)),
    })} v
    where e.run = ${run} and e.cohort = ${cohort} and e.no = v.no`.execute(tx)
}

export async function saveJournal(tx: Tx, run: number, rows: readonly Move[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into journal (run, enrolment, seq, node, visit, port, code, why, at)
    select ${run}::int, enrolment, seq, node, visit, port, code, why::jsonb, to_timestamp(at / 1000)
    from ${rowsOf({
      enrolment: ints(rows.map((r) => r.enrolment)),
      seq: smallints(rows.map((r) => r.seq)),
      node: smallints(rows.map((r) => r.node)),
      visit: smallints(rows.map((r) => r.visit)),
      port: texts(rows.map((r) => r.port)),
      code: texts(rows.map((r) => r.code)),
      why: texts(rows.map((r) => r.why)),
      at: floats(rows.map((r) => r.at)),
    })} v`.execute(tx)
}

export async function saveIntents(
  tx: Tx,
  { run, cohort }: CohortRef,
  rows: readonly IntentRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into intent (run, cohort, node, enrolment, visit, customer, outward, channel, ordered_at, expires_at)
    select ${run}::int, ${cohort}::int, node, enrolment, visit, customer, outward, channel,
      to_timestamp(ordered / 1000), to_timestamp(expires / 1000)
    from ${rowsOf({
      enrolment: ints(rows.map((r) => r.enrolment)),
      node: smallints(rows.map((r) => r.node)),
      visit: smallints(rows.map((r) => r.visit)),
      customer: ints(rows.map((r) => r.customer)),
      outward: uuids(rows.map((r) => r.outward)),
      channel: texts(rows.map((r) => r.channel)),
      ordered: floats(rows.map((r) => r.orderedAt)),
      expires: floats(rows.map((r) => r.expiresAt)),
    })} v`.execute(tx)
}

export async function saveRewards(
  tx: Tx,
  { run, cohort }: CohortRef,
  rows: readonly RewardRow[],
): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into reward_issue (run, cohort, enrolment, node, visit, code, cost, face_value, issued_at, expires_at)
    select ${run}::int, ${cohort}::int, enrolment, node, visit, code, cost, face, to_timestamp(issued / 1000),
      to_timestamp(expires / 1000)
    from ${rowsOf({
      enrolment: ints(rows.map((r) => r.enrolment)),
      node: smallints(rows.map((r) => r.node)),
      visit: smallints(rows.map((r) => r.visit)),
      code: texts(rows.map((r) => r.code)),
      cost: numerics(rows.map((r) => r.cost)),
      face: numerics(rows.map((r) => r.faceValue)),
      issued: floats(rows.map((r) => r.issuedAt)),
      expires: floats(rows.map((r) => r.expiresAt)),
    })} v`.execute(tx)
  const perNode = new Map<number, number>()
  for (const r of rows) perNode.set(r.node, (perNode.get(r.node) ?? 0) + 1)
  await sql`
    update reward_stock s set issued = s.issued + v.n
    from unnest(${numberArray([...perNode.keys()])}::smallint[], ${numberArray([...perNode.values()])}::int[]) v(node, n)
    where s.run = ${run} and s.node = v.node`.execute(tx)
}

/**
 * Takes back what has not gone out yet to enrolments that left their step, and closes their open call tasks. A call that
 * nobody tried costs nothing: `refund` is to be given back to the budget. `stray`: some contact has begun and must still
 * be settled, though nobody waits for it. What an operator sent again is taken back only from those who left the run.
 */
export async function cancelOpenContacts(
  tx: Tx,
  { run, cohort }: CohortRef,
  { enrolments, at }: { enrolments: readonly number[]; at: number },
): Promise<{ refund: number; stray: boolean; cancelled: { node: number; n: number }[] }> {
  if (enrolments.length === 0) return { refund: 0, stray: false, cancelled: [] }
  const who = sql`any(${numberArray(enrolments)}::int[])`
  const theirs = sql`i.run = ${run} and i.cohort = ${cohort} and i.enrolment = ${who}`
  // A restored database may have forgotten that they were made: the delivery settles them.
  const inDoubt = sql`exists (select from doubt d where d.run = ${run})`
  const { rows: found } = await sql<{ node: number; n: number; stray: boolean }>`
    with open as (
      select status, occurrence from intent i where ${theirs} and status < 3
      order by node, enrolment, visit, occurrence for update),
    cancelled as (
      update intent i set status = 8, settled_at = ${new Date(at)}, reason = 'LEFT'
      where ${theirs} and status < 2 and (select count(*) from open) > 0 and not ${inDoubt}
        and (occurrence = 0 or not exists (
          select from enrolment e where e.run = ${run} and e.cohort = ${cohort} and e.no = i.enrolment and e.active))
      returning i.node)
    select node, count(*)::int as n, false as stray from cancelled group by node
    union all select 0, 0, true from open where status = 2 or occurrence > 0 or ${inDoubt}`.execute(
    tx,
  )
  const { rows } = await sql<{ refund: number }>`
    with closed as (
      update call_task set state = 'cancelled', ended_at = ${new Date(at)}
      where run = ${run} and enrolment = ${who} and state = 'open' returning outward, attempts),
    charged as (
      select i.outward, i.cost from intent i join closed c on c.outward = i.outward and c.attempts = 0
      order by i.outward for update of i),
    freed as (update intent i set cost = 0 from charged c where i.outward = c.outward)
    select coalesce(sum(cost), 0) as refund from charged`.execute(tx)
  return {
    refund: rows[0]?.refund ?? 0,
    stray: found.some((row) => row.stray),
    cancelled: found.filter((row) => !row.stray),
  }
}

/** Changes profiles: the customer's own, or the sandbox run's copy. */
export async function saveChanges(
  tx: Tx,
  {
    scope,
    changes,
  }: { scope: number; changes: readonly { customer: number; changes: readonly Change[] }[] },
): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ customer, changes: list }) => ({ customer, ...foldChanges(list) }))
  const values = sql`
    (select * from unnest(
      ${numberArray(rows.map((r) => r.customer))}::int[], ${textArray(rows.map((r) => r.set))}::text[], ${textArray(rows.map((r) => r.clear))}::text[],
      ${numberArray(rows.map((r) => r.points))}::int[]
    ) v(customer, set, clear, points) order by customer)`
  if (scope === 0) {
    await sql`
      update customer c set
        attributes = (c.attributes || v.set::jsonb) - string_to_array(v.clear, ','),
        points = c.points + v.points, updated_at = now()
      from ${values} v where c.id = v.customer`.execute(tx)
    return
  }
  // A cleared attribute is overlaid with null, so that the real profile's value does not shine through.
  await sql`
    insert into sandbox_profile as p (run, customer, attributes, points)
    select ${scope}::int, v.customer,
      v.set::jsonb || coalesce((select jsonb_object_agg(k, null) from unnest(string_to_array(v.clear, ',')) k), '{}'),
      v.points
    from ${values} v
    on conflict (run, customer) do update
      set attributes = p.attributes || excluded.attributes, points = p.points + excluded.points`.execute(
    tx,
  )
}

function foldChanges(changes: readonly Change[]): { set: string; clear: string; points: number } {
  const set: Record<string, string | number | boolean> = {}
  const clear = new Set<string>()
  let points = 0
  for (const change of changes) {
    if (change.op === 'addPoints') points += change.points
    if (change.op === 'set') {
      set[change.attribute] = change.value
      clear.delete(change.attribute)
    }
    if (change.op === 'clear') {
      delete set[change.attribute]
      clear.add(change.attribute)
    }
  }
  return { set: JSON.stringify(set), clear: [...clear].join(','), points }
}

export interface CohortSummary {
  /** Active enrolments, and contacts to be settled for which nobody waits. */
  readonly remaining: number
  readonly ready: boolean
  /** Instant of the run's clock at which an enrolment or a deferred contact is due. */
  readonly nextDue: number | null
  /** Real milliseconds until a contact may be tried again or its lease runs out. */
  readonly retryInMs: number | null
  /** Contact nodes where something can be sent now. */
  readonly sendable: readonly number[]
  /** Something can be sent now or is on its way. */
  readonly sending: boolean
  /** Contacts are open for which nobody waits. */
  readonly stray: boolean
}

/**
 * What the cohort's rows say after the turn: who is left, what is due next, where something can be sent. Without `stray`
 * contacts are looked for only at steps where somebody stands.
 */
export async function summarise(
  tx: Tx,
  { run, cohort }: CohortRef,
  { now, contactNodes, stray }: { now: number; contactNodes: readonly number[]; stray: boolean },
): Promise<CohortSummary> {
  const { rows } = await sql<{
    remaining: number
    ready: boolean
    next_due: number | null
    nodes: number[]
  }>`
    select count(*)::int as remaining,
      coalesce(bool_or(state = 0 or (state <> 2 and woken)), false) as ready,
      min(due) filter (where state = 1) as next_due,
      coalesce(array_agg(distinct node) filter (where state = 1 and node = any(${numberArray(contactNodes)}::smallint[])), '{}') as nodes
    from enrolment where run = ${run} and cohort = ${cohort} and active`.execute(tx)
  const [row] = rows
  const waiting = stray ? contactNodes : (row?.nodes ?? [])
  const people = { remaining: row?.remaining ?? 0, ready: row?.ready ?? false }
  const nextDue = row?.next_due ?? null
  if (waiting.length === 0)
    return { ...people, nextDue, retryInMs: null, sendable: [], sending: false, stray: false }
  const { rows: open } = await sql<{
    node: number
    sendable: boolean
    flying: boolean
    not_before: number | null
    retry_ms: number | null
  }>`
    select node, bool_or(virtual_ok and real_ok) as sendable, bool_or(status = 2) as flying,
      min(not_before) filter (where not virtual_ok) as not_before,
      min(extract(epoch from real_at - clock_timestamp()) * 1000) filter (where not real_ok) as retry_ms
    from (
      select i.node, i.status, i.not_before, t.real_at,
        coalesce(i.not_before <= ${new Date(now)}, true) as virtual_ok,
        coalesce(t.real_at <= clock_timestamp(), true) as real_ok
      from intent i cross join lateral (select greatest(i.retry_at, i.lease_until) as real_at) t
      where i.run = ${run} and i.cohort = ${cohort} and i.node = any(${numberArray(waiting)}::smallint[]) and i.status < 3
        and i.reason is distinct from 'BUDGET') o
    group by node order by node`.execute(tx)
  const strays = stray ? await countStrays(tx, { run, cohort }) : 0
  return {
    remaining: people.remaining + strays,
    ready: people.ready,
    stray: strays > 0,
    nextDue: minOf([nextDue, ...open.map((o) => o.not_before)]),
    retryInMs: minOf(open.map((o) => o.retry_ms)),
    sendable: open.filter((o) => o.sendable).map((o) => o.node),
    sending: open.some((o) => o.sendable || o.flying),
  }
}

/** Contacts to be settled whose customer does not stand where they were ordered. */
async function countStrays(tx: Tx, { run, cohort }: CohortRef): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from intent i
    join enrolment e on e.run = i.run and e.cohort = i.cohort and e.no = i.enrolment
    where i.run = ${run} and i.cohort = ${cohort} and i.status < 3 and i.reason is distinct from 'BUDGET'
      and not (e.active and e.node = i.node and e.visit = i.visit)`.execute(tx)
  return rows[0]?.n ?? 0
}

function minOf(instants: readonly (number | null)[]): number | null {
  const known = instants.filter((i) => i !== null)
  return known.length === 0 ? null : Math.min(...known)
}

/** Closes the turn: the next one must come with `seq`. */
export async function saveTurn(
  tx: Tx,
  { run, cohort }: CohortRef,
  turn: {
    seq: number
    seen: number
    lastResult: unknown
    nextDue: number | null
    /** Real milliseconds within which another turn must be taken; null: only after news. */
    lookInMs: number | null
    ready: boolean
    sending: boolean
    done: boolean
    stray: boolean
  },
): Promise<void> {
  await sql`
    update cohort set next_seq = ${turn.seq}, seen = ${turn.seen}, last_result = ${JSON.stringify(turn.lastResult)},
      next_due = to_timestamp(${turn.nextDue}::float8 / 1000), ready = ${turn.ready}, sending = ${turn.sending},
      done = ${turn.done}, stray = ${turn.stray},
      look_at = clock_timestamp() + ${turn.lookInMs}::float8 * interval '1 ms'
    where run = ${run} and no = ${cohort}`.execute(tx)
}
