import { forgetRuns, growAudience } from './audience.ts'
import type { FigureName } from './figures.ts'
import { type Level, type LevelName, startLevel } from './levels.ts'
import type { Machine } from './machine.ts'
import type { Part } from './part.ts'
import { type Pass, perSecond } from './pass.ts'
import { plainSqlPass } from './plain-sql.ts'
import { type Crew, startCrew } from './processes.ts'
import { createRivalry, type Rivalry } from './rivalry.ts'
import { type Rival, rivals } from './rivals.ts'
import { publishSpeed } from './speed-figures.ts'
import { round } from './statistics.ts'
import { cohortPass } from './ways.ts'

/** What one repetition found; its ratios compare passes that ran minutes apart at most. */
export interface Repetition {
  readonly cohort: Partial<Record<LevelName, Pass>>
  readonly single: Partial<Record<LevelName, Partial<Record<Rival, Pass>>>>
  /** Of the rival with an activity per step, where it was not timed. */
  readonly glance?: Pass
  readonly plain?: Pass
}

/** Cohorts at three levels against three rivals and plain SQL, interleaved. */
export const speed: Part = {
  figures: [
    'temporal_transitions_per_customer_single',
    'temporal_transitions_per_customer_cohort',
    'transitions_single_over_cohort',
    'transitions_local_over_cohort',
    'customers_per_s_cohort_moves',
    'customers_per_s_cohort_contacts',
    'customers_per_s_cohort_full',
    'customers_per_s_single_contacts',
    'customers_per_s_single_full',
    'cohort_over_single',
    'cohort_over_single_full',
    'plain_sql_contacts_per_s',
    'cohort_over_plain_sql',
  ],
  async measure(machine, report, { quick, repetitions, wants }) {
    const customers = quick ? 20_000 : 100_000
    await growAudience(machine.db, customers)
    const levels = await Promise.all(levelsFor(wants).map(startLevel))
    const crew = await startCrew(machine, 'bench')
    const rivalry = createRivalry(machine, { audience: customers, seconds: quick ? 2 : 12, quick })
    const plan: Plan = { customers, levels, crew, rivalry, quick, wants }
    try {
      for (const level of levels) {
        await cohortPass(machine, crew, { level, ...warmUp, audience: customers })
      }
      const found: Repetition[] = []
      for (let i = 1; i <= repetitions; i++) {
        report.note(`speed: repetition ${i} of ${repetitions}`)
        found.push(await repeat(machine, plan, { isFirst: i === 1, note: report.note }))
      }
      publishSpeed(report, found)
    } finally {
      await crew.stop()
      for (const level of levels) await level.stop()
    }
  },
}

/** Enough for every worker to have compiled what it runs, in cohorts enough for all. */
const warmUp = { customers: 2000, cohortSize: 200 }

interface Plan {
  readonly customers: number
  readonly levels: readonly Level[]
  readonly crew: Crew
  readonly rivalry: Rivalry
  readonly quick: boolean
  wants(figure: FigureName): boolean
}

const ofMoves: FigureName[] = ['customers_per_s_cohort_moves']
const ofRivals: Partial<Record<LevelName, FigureName[]>> = {
  contacts: [
    'temporal_transitions_per_customer_single',
    'transitions_single_over_cohort',
    'transitions_local_over_cohort',
    'customers_per_s_single_contacts',
    'cohort_over_single',
  ],
  full: ['customers_per_s_single_full', 'cohort_over_single_full'],
}
const ofPlainSql: FigureName[] = ['plain_sql_contacts_per_s', 'cohort_over_plain_sql']

function levelsFor(wants: Plan['wants']): LevelName[] {
  const full: FigureName[] = ['customers_per_s_cohort_full', ...(ofRivals.full ?? [])]
  const others = speed.figures.filter((f) => !full.includes(f) && !ofMoves.includes(f))
  return [
    ...(ofMoves.some(wants) ? (['moves'] as const) : []),
    ...(others.some(wants) ? (['contacts'] as const) : []),
    ...(full.some(wants) ? (['full'] as const) : []),
  ]
}

async function repeat(
  machine: Machine,
  { customers: audience, levels, crew, rivalry, quick, wants }: Plan,
  { isFirst, note }: { isFirst: boolean; note(text: string): void },
): Promise<Repetition> {
  const said = (who: string, { name }: Level, pass: Pass) => {
    note(`speed: ${name}, ${who}: ${round(perSecond(pass))} customers/s`)
    return pass
  }
  const cohort: Repetition['cohort'] = {}
  const single: Repetition['single'] = {}
  let plain: Pass | undefined
  let glance: Pass | undefined
  for (const level of levels) {
    // A cohort for each worker is enough for what is not compared with plain SQL.
    const customers = quick && level.name !== 'contacts' ? audience / 2 : audience
    await forgetRuns(machine.db)
    const takes = { level, customers, audience }
    cohort[level.name] = said('cohorts', level, await cohortPass(machine, crew, takes))
    if (level.name === 'contacts' && ofPlainSql.some(wants)) {
      await forgetRuns(machine.db)
      plain = said('plain SQL', level, await plainSqlPass(machine.db, takes))
    }
    // Through SMTP a rival is as fast as without: the quick form looks once.
    if (quick && !isFirst && level.name === 'full') continue
    if (!ofRivals[level.name]?.some(wants)) continue
    const passes: Partial<Record<Rival, Pass>> = {}
    for (const rival of quick ? quickRivals : rivals) {
      passes[rival] = said(rival, level, await rivalry.pass(level, rival))
    }
    // What a rival costs Temporal is the same every time.
    if (quick && isFirst && level.name === 'contacts') glance = await rivalry.glance(level, 'steps')
    single[level.name] = passes
  }
  return { cohort, single, ...(glance && { glance }), ...(plain && { plain }) }
}

/** The best of the three wherever it was measured. */
const quickRivals: readonly Rival[] = ['local']
