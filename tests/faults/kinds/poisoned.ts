import { sql } from 'kysely'
import { until } from '../../support/until.ts'
import type { Season } from '../driver/season.ts'
import type { Mood } from '../world/moods.ts'
import type { Fault } from './fault.ts'

interface Poison {
  readonly name: string
  readonly channel: 'email' | 'sms'
  readonly fault: Mood['fault']
}

const poisons: readonly Poison[] = [
  { name: '450', channel: 'email', fault: { fault: 'refuse', status: 450, stage: 'rcpt' } },
  { name: '550', channel: 'email', fault: { fault: 'refuse', status: 550, stage: 'rcpt' } },
  { name: 'garbage', channel: 'email', fault: { fault: 'garbage', stage: 'data' } },
  { name: '500', channel: 'sms', fault: { fault: 'status', status: 500 } },
  { name: '400', channel: 'sms', fault: { fault: 'status', status: 400 } },
]

/** In every batch there are recipients at whom the provider does this, however often they are tried. */
export const poisonedFaults: readonly Fault[] = poisons.map(({ name, channel, fault }) => ({
  kind: 'poisoned recipients',
  name: `${channel}: some answered by ${name} for ever; each of them ends, nobody else is harmed`,
  customers: 0,
  async strike(season) {
    const { world } = season
    world.setMood(channel, { fault, share: 1, only: poisoned[channel] })
    const batch = await season.launch({ customers: 12 })
    await until(
      'every poisoned contact has ended',
      async () => {
        const { open, ended } = await countPoisoned(season, { batch, channel })
        return ended > 0 && open === 0
      },
      { limitMs: 600_000, everyMs: 200 },
    ).finally(() => world.setMood(channel, null))
    const harmed = await harmedOthers(season, { batch, channel })
    if (harmed > 0) throw new Error(`${harmed} others of batch ${batch} were harmed`)
    return performance.now()
  },
}))

/** Whom the provider means: customers of every batch whose number ends like this. */
const poisoned = { email: '[1248]@', sms: '[1248]$' } as const
const who = sql`right(c.external_id, 1) in ('1', '2', '4', '8')`

interface Of {
  readonly batch: string
  readonly channel: 'email' | 'sms'
}

async function countPoisoned({ world }: Season, { batch, channel }: Of) {
  const { rows } = await sql<{ open: number; ended: number }>`
    select count(*) filter (where i.status < 3)::int as open, count(*) filter (where i.status in (5, 6, 7))::int as ended
    from intent i join customer c on c.id = i.customer
    where c.region = ${batch} and i.channel = ${channel} and ${who}`.execute(world.db)
  return rows[0] ?? { open: 0, ended: 0 }
}

async function harmedOthers({ world }: Season, { batch, channel }: Of): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from intent i join customer c on c.id = i.customer
    where c.region = ${batch} and i.channel = ${channel} and i.status in (5, 7) and not ${who}`.execute(
    world.db,
  )
  return rows[0]?.n ?? 0
}
