import { sql } from 'kysely'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { createKey } from '../../db/accounts/keys.ts'
import { launch } from '../support/launch.ts'
import { until } from '../support/until.ts'
import { audienceSize, forgetRuns, growAudience } from './audience.ts'
import {
  type DelayLine,
  type Delays,
  type Installation,
  measureDelays,
  publishDelays,
} from './delays.ts'
import type { Machine } from './machine.ts'
import type { MeasureOptions, Part } from './part.ts'
import { startApi, startCrew, startRouter } from './processes.ts'
import { nodeNo, untilAllEntered } from './progress.ts'
import type { Report } from './report.ts'
import { clickAtOnce } from './scenarios.ts'

/** Responses through the real processes: api over HTTP, router, worker. */
export const latency: Part = {
  figures: ['response_accept_p99_ms', 'response_to_step_p99_ms', 'single_response_to_step_p99_ms'],
  async measure(machine, report, options) {
    await growAudience(machine.db, peopleOf(options))
    const { key } = await createKey(machine.db, {
      name: 'bench',
      role: 'marketer',
      expiresAt: null,
      by: 'bench',
    })
    const prefix = 'bench-latency'
    const processes: Stoppable[] = [
      await startCrew(machine, prefix),
      await startRouter(machine, prefix),
    ]
    try {
      const api = await startApi(machine, prefix)
      processes.push(api)
      await measureAll({ machine, prefix, port: api.port, key }, report, options)
    } finally {
      for (const running of processes.reverse()) await running.stop()
    }
  },
}

interface Stoppable {
  stop(): Promise<void>
}

const peopleOf = ({ quick }: { quick: boolean }) => (quick ? 10_000 : 100_000)

async function measureAll(
  installation: Installation,
  report: Report,
  { quick, repetitions, wants }: MeasureOptions,
): Promise<void> {
  const people = peopleOf({ quick })
  const seconds = quick ? 2 : 10
  const cohorts = ['response_accept_p99_ms', 'response_to_step_p99_ms'] as const
  if (cohorts.some(wants)) {
    const cohortSize = people / 50
    const large = await waitingForClicks(installation, { customers: people, cohortSize })
    const rates = quick ? [200] : [200, 500, 1000, 2000]
    for (const perSecond of rates) {
      await measureSteps(installation, report, large, {
        line: perSecond === 200 ? cohorts[1] : `${cohorts[1]}_at_${perSecond}_per_s`,
        repetitions: perSecond === 200 ? repetitions : 1,
        ...{ perSecond, seconds },
      })
    }
    await measureAccepting(installation, report, { ...large, repetitions, seconds })
  }
  if (wants('single_response_to_step_p99_ms')) {
    const customers = 20 * seconds * repetitions
    const small = await waitingForClicks(installation, { customers, cohortSize: 1 })
    await measureSteps(installation, report, small, {
      line: 'single_response_to_step_p99_ms',
      perSecond: 20,
      ...{ repetitions, seconds },
    })
  }
}

interface Waiting {
  readonly run: number
  /** Step at which they wait for a click. */
  readonly node: number
  /** Who has not clicked yet, cohorts mixed. */
  readonly contacts: { enrolment: number; outward: string }[]
}

/** Brings customers to a branch that a click leads on at once. */
async function waitingForClicks(
  { machine: { db, client }, prefix }: Installation,
  { customers, cohortSize }: { customers: number; cohortSize: number },
): Promise<Waiting> {
  const scenario = clickAtOnce({ fromPoints: (await audienceSize(db)) - customers + 1 })
  await forgetRuns(db)
  const { run } = await launch(db, scenario, { kind: 'test', cohortSize })
  const node = await nodeNo(db, run, 'clicked')
  await createWorkflowPort(client, { prefix }).startRun(run)
  await untilAllEntered(db, run, { node, customers })
  const { rows } = await sql<{ enrolment: number; outward: string }>`
    select enrolment, outward from intent where run = ${run} order by enrolment % ${cohortSize}::int, enrolment`.execute(
    db,
  )
  return { run, node, contacts: rows }
}

let events = 0

/** A response of one contact, as a gateway would hand it in. */
function bodyOf(outward: string, response: 'clicked' | 'opened'): () => string {
  return () => {
    events += 1
    const event = { type: 'response', contact: outward, response, at: new Date().toISOString() }
    return JSON.stringify({ source: 'bench', events: [{ eventId: String(events), event }] })
  }
}

async function measureAccepting(
  installation: Installation,
  report: Report,
  {
    contacts,
    repetitions,
    seconds,
  }: { contacts: Waiting['contacts']; repetitions: number; seconds: number },
): Promise<void> {
  const perSecond = 2000
  const n = perSecond * seconds
  const found: Delays[] = []
  for (let i = 0; i < repetitions; i++) {
    const bodies = Array.from({ length: n }, (_, at) =>
      bodyOf(contacts[at % contacts.length]?.outward ?? '', 'opened'),
    )
    found.push(
      await measureDelays(installation, { bodies, perSecond }, async (asked) =>
        asked.map((a) => a.answeredAt - a.dueAt),
      ),
    )
  }
  publishDelays(report, 'response_accept_p99_ms', { found, n })
}

async function measureSteps(
  installation: Installation,
  report: Report,
  { run, node, contacts }: Waiting,
  {
    line,
    perSecond,
    repetitions,
    seconds,
  }: { line: DelayLine; perSecond: number; repetitions: number; seconds: number },
): Promise<void> {
  const n = perSecond * seconds
  const found: Delays[] = []
  for (let i = 0; i < repetitions; i++) {
    const chosen = contacts.splice(0, n)
    if (chosen.length < n) throw new Error(`${line} needs more contacts than there are`)
    const enrolments = chosen.map((c) => c.enrolment)
    const bodies = chosen.map(({ outward }) => bodyOf(outward, 'clicked'))
    found.push(
      await measureDelays(installation, { bodies, perSecond }, async (asked) => {
        const begun = await turnsBegun(installation.machine.db, { run, node, enrolments })
        return enrolments.map((no, at) => (begun.get(no) ?? Number.NaN) - (asked[at]?.dueAt ?? 0))
      }),
    )
  }
  publishDelays(report, line, { found, n })
}

/** When the turns began in which these enrolments left the step, by the clock of the database, which is this machine's. */
async function turnsBegun(
  db: Machine['db'],
  { run, node, enrolments }: { run: number; node: number; enrolments: readonly number[] },
): Promise<Map<number, number>> {
  return until(
    'everybody who clicked has moved on',
    async () => {
      const { rows } = await sql<{ enrolment: number; begun: number }>`
        select enrolment, (extract(epoch from made_at) * 1000)::float8 as begun from journal
        where run = ${run} and node = ${node} and enrolment = any(${sql.val(`{${enrolments.join()}}`)}::int[])`.execute(
        db,
      )
      return rows.length === enrolments.length && new Map(rows.map((r) => [r.enrolment, r.begun]))
    },
    { limitMs: 120_000, everyMs: 500 },
  )
}
