import type { Db } from '../../db/schema.ts'
import type { Channel, ResponseKind } from '../../schemas/basics.ts'
import { makeRun } from '../support/make-run.ts'

export interface MadeContact {
  readonly customer: number
  /** ISO instant. */
  readonly at: string
  readonly channel: Channel
  readonly responses: readonly { readonly kind: ResponseKind; readonly at: string }[]
}

/** Writes a run of a campaign with this uuid whose contacts were made, with what came back. */
export async function makeContacts(
  db: Db,
  {
    campaign,
    kind,
    contacts,
  }: { campaign: string; kind: 'live' | 'sandbox'; contacts: readonly MadeContact[] },
): Promise<void> {
  const { run } = await makeRun(db, { settings: { kind } })
  await db
    .updateTable('campaign')
    .set({ uuid: campaign })
    .where('id', '=', (eb) =>
      eb
        .selectFrom('run as r')
        .innerJoin('plan as p', 'p.id', 'r.plan')
        .innerJoin('scenario as s', 's.id', 'p.scenario')
        .select('s.campaign')
        .where('r.id', '=', run),
    )
    .execute()
  for (const [no, { customer, at, channel, responses }] of contacts.entries()) {
    const key = { run, cohort: 0, node: 1, enrolment: no, visit: 1 }
    await db
      .insertInto('intent')
      .values({
        ...key,
        customer,
        outward: crypto.randomUUID(),
        channel,
        status: 3,
        ordered_at: new Date(at),
        expires_at: new Date(at),
        settled_at: new Date(at),
      })
      .execute()
    for (const response of responses) {
      const when = new Date(response.at)
      await db
        .insertInto('response')
        .values({ ...key, kind: response.kind, first_at: when, last_at: when })
        .execute()
    }
  }
}
