import { sql } from 'kysely'
import type { Channel, InstantMs } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { DbOrTx } from '../schema.ts'

/** A message the sandbox accepted; `acceptedAt` by the run’s clock. */
export interface SentMessageRow {
  /** The contact’s outward id. */
  readonly id: string
  readonly customer: {
    readonly id: string
    readonly externalId: string
    readonly name: string | null
  }
  readonly node: number
  readonly channel: Channel
  readonly recipient: string | null
  readonly subject: string
  readonly acceptedAt: InstantMs
}

export interface SentMessage extends SentMessageRow {
  readonly body: string
  /** How often it was handed in; more than once would be a duplicate. */
  readonly times: number
  readonly responses: readonly { kind: string; firstAt: InstantMs; count: number }[]
}

/** What the sandbox accepted in a run, newest first. `after`: the id of the last one seen. */
export async function listSentMessages(
  db: DbOrTx,
  wanted: {
    readonly run: number
    readonly node?: number | undefined
    readonly channel?: Channel | undefined
    readonly customer?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<{ items: SentMessageRow[]; next: string | null }> {
  const { run, limit } = wanted
  const rows = await select<SentMessageRow>(
    db,
    sql``,
    sql`m.run = ${run}
      and (${wanted.node ?? null}::int is null or m.node = ${wanted.node ?? null})
      and (${wanted.channel ?? null}::text is null or m.channel = ${wanted.channel ?? null})
      and (${wanted.customer ?? null}::uuid is null or c.uuid = ${wanted.customer ?? null}::uuid)
      and (${wanted.after ?? null}::text is null or (m.accepted_at, m.outward) < (
        select x.accepted_at, x.outward from sandbox_message x where x.outward::text = ${wanted.after ?? null}))
      order by m.accepted_at desc, m.outward desc limit ${limit + 1}`,
  )
  const items = rows.slice(0, limit)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** One message with what came back. Fails with NOT_FOUND. */
export async function loadSentMessage(
  db: DbOrTx,
  { run, id }: { run: number; id: string },
): Promise<SentMessage> {
  const [message] = await select<SentMessage>(
    db,
    sql`, m.message ->> 'body' as body, m.times, coalesce((
      select jsonb_agg(jsonb_build_object('kind', x.kind, 'count', x.n,
        'firstAt', floor(extract(epoch from x.first_at) * 1000)) order by x.first_at)
      from response x
      where x.run = i.run and x.cohort = i.cohort and x.node = i.node and x.enrolment = i.enrolment
        and x.visit = i.visit and x.occurrence = i.occurrence), '[]') as responses`,
    sql`m.run = ${run} and m.outward = ${id}::uuid`,
  )
  if (!message) throw new Failure('NOT_FOUND', `The sandbox of this run has no message ${id}.`)
  return message
}

type Selected<Row> = Omit<Row, 'customer'> & {
  readonly customerId: string
  readonly externalId: string
  readonly name: string | null
}

/** Messages `m` with their intents `i` and customers `c`. */
async function select<Row extends SentMessageRow>(
  db: DbOrTx,
  more: ReturnType<typeof sql>,
  where: ReturnType<typeof sql>,
): Promise<Row[]> {
  const { rows } = await sql<Selected<Row>>`
    select m.outward as id, c.uuid as "customerId", c.external_id as "externalId", c.name, m.node, m.channel,
      m.recipient, m.message ->> 'subject' as subject, m.accepted_at as "acceptedAt" ${more}
    from sandbox_message m
    join intent i on i.outward = m.outward
    join customer c on c.id = i.customer
    where ${where}`.execute(db)
  return rows.map(({ customerId, externalId, name, ...row }) => ({
    ...row,
    customer: { id: customerId, externalId, name },
  })) as unknown as Row[]
}
