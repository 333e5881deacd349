import { sql } from 'kysely'
import { channelBits } from '../contacts/channel-bits.ts'
import type { Tx } from '../schema.ts'
import type { Pair } from './move-rows.ts'

/** What the gate knew of both; suppression bits and instants of latest contacts. */
export interface StatesBefore {
  readonly kept: State
  readonly gone: State
}

interface State {
  readonly suppressed: number
  readonly recent: readonly string[]
}

const none: State = { suppressed: 0, recent: [] }

/** A refusal of either holds for both, the later word on consent counts, and earlier contacts of both count as theirs. */
export async function mergeContactState(tx: Tx, { kept, gone }: Pair): Promise<StatesBefore> {
  await sql`insert into contact_state (scope, customer) values (0, ${kept}) on conflict do nothing`.execute(
    tx,
  )
  const { rows } = await sql<State & { customer: number }>`
    select customer, suppressed, array(select t::text from unnest(recent) t) as recent
    from contact_state where scope = 0 and customer in (${kept}, ${gone}) order by customer for update`.execute(
    tx,
  )
  const of = (customer: number): State => {
    const row = rows.find((one) => one.customer === customer)
    return row ? { suppressed: row.suppressed, recent: row.recent } : none
  }
  const before = { kept: of(kept), gone: of(gone) }
  await sql`update contact_state k set suppressed = k.suppressed | g.suppressed,
      recent = array(select t from unnest(k.recent || g.recent) t order by t desc)
    from contact_state g
    where k.scope = 0 and k.customer = ${kept} and g.scope = 0 and g.customer = ${gone}`.execute(tx)
  await sql`update contact_state set consent = 0, night_consent = 0
    where scope = 0 and customer = ${gone}`.execute(tx)
  await readConsents(tx, kept)
  return before
}

/** Each gets back what was theirs; whatever was refused since holds for both. */
export async function restoreContactStates(
  tx: Tx,
  { kept, gone }: Pair,
  before: StatesBefore,
): Promise<void> {
  const { rows } = await sql<{ suppressed: number }>`
    select suppressed from contact_state where scope = 0 and customer in (${kept}, ${gone})
    order by customer = ${kept} desc, customer for update`.execute(tx)
  const since = (rows[0]?.suppressed ?? 0) & ~(before.kept.suppressed | before.gone.suppressed)
  for (const [customer, { suppressed }] of [
    [kept, before.kept],
    [gone, before.gone],
  ] as const) {
    await sql`update contact_state set suppressed = ${suppressed | since}::smallint
      where scope = 0 and customer = ${customer}`.execute(tx)
    await readConsents(tx, customer)
  }
}

/** Sets the consent bits by the latest word on each channel, by day and by night. */
async function readConsents(tx: Tx, customer: number): Promise<void> {
  const bits = sql.join(
    Object.entries(channelBits).map(([channel, bit]) => sql`(${channel}::text, ${bit}::smallint)`),
  )
  await sql`update contact_state s set consent = w.day, night_consent = w.night
    from (
      select coalesce(bit_or(b.bit) filter (where l.given and not l.night), 0::smallint) as day,
        coalesce(bit_or(b.bit) filter (where l.given and l.night), 0::smallint) as night
      from (values ${bits}) as b (channel, bit)
      left join (
        select distinct on (channel, night) channel, night, given from consent_event
        where customer = ${customer} order by channel, night, at desc, id desc
      ) l on l.channel = b.channel
    ) w
    where s.scope = 0 and s.customer = ${customer}`.execute(tx)
}
