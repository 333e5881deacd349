import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { loadInstallation } from '../../db/installation.ts'
import { withAudience } from '../../db/runs/rehearsal.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { currentPolicy } from '../../db/scenarios/policies.ts'
import type { Db } from '../../db/schema.ts'
import { rehearse } from '../../engine/rehearse/rehearse.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Plan } from '../../schemas/plan.ts'
import { type RehearsalResult, rehearsalSettingsSchema } from '../../schemas/rehearsal.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { launch } from '../support/launch.ts'
import type { ArbitraryPerson, ArbitraryRun } from './arbitrary-run.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Monday, 2 March 2026, 00:00 in UTC; summer time begins in New York within the week after. */
const monday = Date.parse('2026-03-02T00:00:00Z')
/** How far both are followed. */
const days = 60

export interface Staged {
  readonly run: number
  readonly startsAt: InstantMs
  readonly until: InstantMs
  /** What the rehearsal says of every customer: one line per step. */
  readonly rehearsed: readonly string[]
  /** What it adds up to. */
  readonly counted: Counted
}

export interface Counted {
  /** Per step: how many came, left by each way out, ended, and won. */
  readonly steps: readonly string[]
  readonly spent: number
  readonly rewards: number
}

/** Makes the customers, launches the run, and rehearses it; the run itself has not taken a step. */
export async function stage(
  db: Db,
  arbitrary: ArbitraryRun & { readonly secondsPerDay?: number },
): Promise<Staged> {
  const startsAt = monday + arbitrary.startHour * hourMs
  const tag = randomUUID()
  await makePeople(db, tag, { people: arbitrary.people, startsAt })
  const { simulation, seed, cohortSize, budget } = arbitrary.settings
  const settings = { seed, cohortSize, budget, simulation }
  const { run } = await launch(db, forThese(arbitrary.sound.scenario, tag), {
    ...settings,
    kind: 'sandbox',
    secondsPerDay: arbitrary.secondsPerDay,
    asOf: new Date(startsAt).toISOString(),
  })
  const { plan: planId } = await loadRunContext(db, run)
  const { plan } = await loadPlan(db, planId)
  const { policy, version: policyVersion } = await currentPolicy(db)
  const { zone: houseZone } = await loadInstallation(db)
  const moves: string[] = []
  const audience = { plan, asOf: startsAt, sampleSize: null, seed, admitDays: 30 }
  const result = await withAudience(db, audience, ({ chunks }) =>
    rehearse(plan, chunks, {
      settings: rehearsalSettingsSchema.parse({ ...settings, days }),
      ...{ startsAt, policy, policyVersion, houseZone },
      onMove: (enrolment, { seq, node, visit, port, why, at }) =>
        moves.push(lineOf({ enrolment, seq, node, visit, port, why, at })),
    }),
  )
  return {
    run,
    startsAt,
    until: startsAt + days * dayMs,
    rehearsed: moves.sort(),
    counted: countedOf(plan, result),
  }
}

function countedOf(plan: Plan, { nodes, cost, rewards }: RehearsalResult): Counted {
  const steps = nodes.flatMap((node, i) => {
    const no = plan.nodes[i]?.no
    const { entered, ports, ended, won } = node
    const left = Object.entries(ports).map(([port, n]) => [`port:${port}`, n] as const)
    return [
      ['entered', entered] as const,
      ...left,
      ['ended', ended] as const,
      ['won', won] as const,
    ]
      .filter(([, n]) => n > 0)
      .map(([what, n]) => `${no} ${what} ${n}`)
  })
  const issued = rewards.reduce((sum, reward) => sum + reward.issued, 0)
  return { steps: steps.sort(), spent: cost.contacts, rewards: issued }
}

/** The same of the run, by its counters and its budget. */
export async function countersOf(db: Db, { run }: Staged): Promise<Counted> {
  const { rows } = await sql<{ step: string }>`
    select node || ' ' || what || ' ' || sum(n) as step from counter
    where run = ${run} and (what in ('entered', 'ended', 'won') or what like 'port:%')
    group by node, what having sum(n) > 0`.execute(db)
  const { spent } = await db
    .selectFrom('budget')
    .select('spent')
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  const { n } = await db
    .selectFrom('reward_issue')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('run', '=', run)
    .executeTakeFirstOrThrow()
  return { steps: rows.map((row) => row.step).sort(), spent, rewards: n }
}

/** What the journal says, in the same words. */
export async function journalOf(db: Db, { run, until }: Staged): Promise<string[]> {
  const { rows } = await sql<{
    enrolment: number
    seq: number
    node: number
    visit: number
    port: string | null
    code: string
    why: Record<string, string | number> | null
    at: number
  }>`
    select enrolment, seq, node, visit, port, code, why, at from journal where run = ${run} and at <= ${new Date(until)}`.execute(
    db,
  )
  return rows.map(({ code, why, ...row }) => lineOf({ ...row, why: { ...why, code } })).sort()
}

function lineOf(step: {
  enrolment: number
  seq: number
  node: number
  visit: number
  port: string | null
  why: { readonly code: string; readonly [detail: string]: string | number }
  at: InstantMs
}): string {
  const { enrolment, seq, node, visit, port, why, at } = step
  const { code, ...details } = why
  const because = Object.entries(details).sort().flat().join(' ')
  const [who, when] = [String(enrolment).padStart(3), String(seq).padStart(3)]
  return `${who} ${when}: step ${node}, visit ${visit}, by ${port ?? '–'}, ${code} ${because} at ${new Date(at).toISOString()}`
}

function forThese(scenario: Scenario, tag: string): Scenario {
  const rule = { type: 'field', field: 'region', op: 'is', value: tag } as const
  const nodes = scenario.nodes.map((node) =>
    node.kind === 'segment' ? { ...node, audience: { from: 'rule' as const, rule } } : node,
  )
  return { ...scenario, nodes }
}

async function makePeople(
  db: Db,
  tag: string,
  { people, startsAt }: { people: readonly ArbitraryPerson[]; startsAt: InstantMs },
): Promise<void> {
  for (const [i, person] of people.entries()) {
    const { zone, email, phone, address, points, mark, boughtDaysAgo } = person
    const { id } = await db
      .insertInto('customer')
      .values({
        external_id: `${tag}-${i}`,
        name: 'Kim',
        region: tag,
        ...{ zone, points },
        email: email ? 'kim@example.com' : null,
        phone: phone ? '010-0000-0000' : null,
        address: address ? '1, Sejong-daero' : null,
        attributes: JSON.stringify(mark === null ? {} : { mark }),
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const { consent, nightConsent, suppressed } = person
    await db
      .insertInto('contact_state')
      .values({ customer: id, consent, night_consent: nightConsent, suppressed })
      .execute()
    if (boughtDaysAgo.length === 0) continue
    const purchases = boughtDaysAgo.map((daysAgo, n) => ({
      customer: id,
      at: new Date(startsAt - daysAgo * dayMs),
      amount: 10_000 + n,
      source: 'test',
      source_ref: `${id}-${n}`,
    }))
    await db.insertInto('purchase').values(purchases).execute()
    await sql`
      insert into customer_metric
      select customer, min(at), max(at), count(*), sum(amount) from purchase where customer = ${id} group by customer`.execute(
      db,
    )
  }
}
