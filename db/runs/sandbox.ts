import { sql } from 'kysely'
import type { Channel, InstantMs, ResponseKind } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'

/** A message as the sandbox's sink keeps it. */
export interface SinkMessage {
  readonly outward: string
  readonly enrolment: number
  readonly node: number
  readonly visit: number
  readonly recipient: string
  readonly subject: string
  readonly body: string
}

export interface SinkAnswer {
  readonly outward: string
  readonly response: ResponseKind
  readonly at: InstantMs
  readonly amount: number | null
}

/** The run's clock. Fails with NOT_FOUND. */
export async function loadRunClock(db: DbOrTx, run: number): Promise<InstantMs> {
  const row = await db
    .selectFrom('run')
    .select(sql<number>`run_now(run)`.as('now'))
    .where('id', '=', run)
    .executeTakeFirst()
  if (!row) throw new Failure('NOT_FOUND', `There is no run ${run}.`)
  return row.now
}

/**
 * Puts messages into the sandbox's sink with what their recipients will answer. A message that is handed in again is
 * counted in its row's `times` and draws no second answers, so a duplicate is seen and changes nothing.
 */
export async function keepMessages(
  db: Db,
  place: { readonly run: number; readonly channel: Channel; readonly acceptedAt: InstantMs },
  messages: readonly SinkMessage[],
  answers: readonly SinkAnswer[],
): Promise<void> {
  const rows = countedOnce(messages)
  await sql`
    with kept as (
      insert into sandbox_message as m
        (outward, run, enrolment, node, visit, channel, recipient, message, accepted_at, times)
      select outward, ${place.run}::int, enrolment, node, visit, ${place.channel}, recipient, message::jsonb,
        to_timestamp(${place.acceptedAt}::float8 / 1000), times
      from unnest(
        ${rows.map((r) => r.outward)}::uuid[], ${rows.map((r) => r.enrolment)}::int[],
        ${rows.map((r) => r.node)}::smallint[], ${rows.map((r) => r.visit)}::smallint[],
        ${rows.map((r) => r.recipient)}::text[],
        ${rows.map((r) => JSON.stringify({ subject: r.subject, body: r.body }))}::text[],
        ${rows.map((r) => r.times)}::int[]
      ) as given(outward, enrolment, node, visit, recipient, message, times)
      on conflict (outward) do update set times = m.times + excluded.times
      returning outward, xmax = 0 as fresh
    )
    insert into sandbox_answer (run, at, outward, response, amount)
    select ${place.run}::int, to_timestamp(at / 1000), outward, response, amount
    from unnest(
      ${answers.map((a) => a.outward)}::uuid[], ${answers.map((a) => a.response)}::text[],
      ${answers.map((a) => a.at)}::float8[], ${answers.map((a) => a.amount)}::numeric[]
    ) as drawn(outward, response, at, amount)
    join kept using (outward)
    where fresh
    on conflict do nothing`.execute(db)
}

/** PostgreSQL refuses to touch one row twice in one statement. */
function countedOnce(messages: readonly SinkMessage[]): (SinkMessage & { times: number })[] {
  const byOutward = new Map<string, SinkMessage & { times: number }>()
  for (const message of messages) {
    const known = byOutward.get(message.outward)
    if (known) known.times += 1
    else byOutward.set(message.outward, { ...message, times: 1 })
  }
  return [...byOutward.values()]
}

/** Adds what one recipient will answer, to what is drawn already. */
export async function keepAnswers(
  tx: Tx,
  run: number,
  answers: readonly SinkAnswer[],
): Promise<void> {
  if (answers.length === 0) return
  await tx
    .insertInto('sandbox_answer')
    .values(answers.map(({ at, ...answer }) => ({ ...answer, run, at: new Date(at) })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** Takes back what is drawn for a contact and not yet given. */
export async function dropAnswers(tx: Tx, run: number, outward: string): Promise<void> {
  await tx
    .deleteFrom('sandbox_answer')
    .where('run', '=', run)
    .where('outward', '=', outward)
    .execute()
}

/** When the next simulated answer of the run comes, by its clock; null: none is left. */
export async function nextAnswerAt(db: DbOrTx, run: number): Promise<InstantMs | null> {
  const row = await db
    .selectFrom('sandbox_answer')
    .select('at')
    .where('run', '=', run)
    .orderBy('at')
    .limit(1)
    .executeTakeFirst()
  return row?.at ?? null
}

/**
 * Moves the simulated answers that are due by `until` into the inbox, oldest first, as a provider would hand them in:
 * source `sandbox:<run>`, event id from the contact and the response. The outcome of a simulated call completes its
 * task; one for a task that is no longer open (expired, cancelled) is dropped, for nobody called.
 * Answers how many reached the inbox.
 */
export async function takeDueAnswers(
  tx: Tx,
  run: number,
  until: InstantMs,
): Promise<{ taken: number }> {
  const { rows } = await sql<{ taken: number }>`
    with due as (
      delete from sandbox_answer a
      where a.run = ${run} and a.at <= to_timestamp(${until}::float8 / 1000)
      returning a.at, a.outward, a.response, a.amount
    ),
    called as (
      update call_task t
      set state = 'done', agent = ${simulatedAgent}, taken_until = null, outcome = due.response, ended_at = due.at,
        attempts = case when due.response = 'noAnswer' then t.max_attempts else t.attempts + 1 end
      from due
      where t.outward = due.outward and t.state = 'open' and due.response <> 'purchased'
      returning t.outward, due.response, due.at
    ),
    logged as (
      insert into call_log (outward, at, agent, outcome)
      select outward, at, ${simulatedAgent}, response from called
    ),
    heard as (
      insert into inbox (source, event_id, run, customer, event)
      select 'sandbox:' || ${run}::int, due.outward || ':' || due.response, ${run}::int, i.customer,
        jsonb_strip_nulls(jsonb_build_object(
          'type', 'response', 'contact', due.outward, 'response', due.response,
          'at', to_char(due.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'amount', due.amount))
      from due
      left join intent i on i.outward = due.outward
      left join call_task t on t.outward = due.outward
      where t.outward is null or due.response = 'purchased' or t.state = 'open'
      order by due.at, due.outward
      on conflict (source, event_id) do nothing
      returning 1
    )
    select count(*) as taken from heard`.execute(tx)
  return { taken: rows[0]?.taken ?? 0 }
}

/** Who completed a task that nobody worked. */
const simulatedAgent = 'simulation'
