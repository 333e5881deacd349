import { type CpuSeconds, total } from './cpu.ts'
import type { FigureLine } from './figures.ts'
import type { LevelName } from './levels.ts'
import { type Pass, perSecond } from './pass.ts'
import type { Report } from './report.ts'
import { type Rival, rivals } from './rivals.ts'
import type { Repetition } from './speed.ts'

/** What a line takes from a repetition; nothing where it was not measured. */
type Take<T> = (r: Repetition) => T | undefined

interface Line {
  readonly line: FigureLine
  readonly value: Take<number>
  /** Whose customers are counted. */
  readonly of: Take<Pass>
  readonly unit?: string
}

/** Prints what the repetitions found; what was not measured has no line. */
export function publishSpeed(report: Report, found: readonly Repetition[]): void {
  for (const { line, value, of, unit } of lines()) {
    const values = found.map(value).filter((v) => v !== undefined)
    const n = found.map(of).find((pass) => pass)?.customers
    if (n !== undefined && values.length > 0) report.add(line, { values, n, ...(unit && { unit }) })
  }
}

function lines(): Line[] {
  return [
    ...transitionLines(),
    ...(['moves', 'contacts', 'full'] as const).flatMap(cohortLines),
    ...rivalLines('contacts', 'cohort_over_single'),
    ...rivalLines('full', 'cohort_over_single_full'),
    { line: 'plain_sql_contacts_per_s', value: rate(plain), of: plain },
    {
      line: 'cohort_over_plain_sql',
      value: ratio(rate(cohort('contacts')), rate(plain)),
      of: cohort('contacts'),
    },
    {
      line: 'cohort_over_plain_sql_postgres_cpu',
      value: ratio(cpuMs(plain, 'postgres'), cpuMs(cohort('contacts'), 'postgres')),
      of: cohort('contacts'),
    },
  ]
}

function transitionLines(): Line[] {
  const of = cohort('contacts')
  const local = single('contacts', 'local')
  const counted = transitions(of)
  return [
    {
      line: 'temporal_transitions_per_customer_single',
      value: transitions(steps),
      of: steps,
    },
    {
      line: 'temporal_transitions_per_customer_single_local',
      value: transitions(local),
      of: local,
    },
    { line: 'temporal_transitions_per_customer_cohort', value: counted, of },
    { line: 'transitions_single_over_cohort', value: ratio(transitions(steps), counted), of },
    { line: 'transitions_local_over_cohort', value: ratio(transitions(local), counted), of },
  ]
}

function cohortLines(level: LevelName): Line[] {
  const of = cohort(level)
  const line = `customers_per_s_cohort_${level}` as const
  return [
    { line, value: rate(of), of },
    ...(['node', 'postgres', 'temporal'] as const).map((kind) => ({
      line: `${line}_cpu_${kind}` as const,
      value: cpuMs(of, kind),
      of,
      unit: 'CPU ms/customer',
    })),
  ]
}

function rivalLines(
  level: 'contacts' | 'full',
  line: 'cohort_over_single' | 'cohort_over_single_full',
): Line[] {
  const of = cohort(level)
  const best = bestRival(level)
  return [
    ...rivals.map((name) => ({
      line: `customers_per_s_single_${level}_${name}` as const,
      value: rate(single(level, name)),
      of: single(level, name),
    })),
    { line: `customers_per_s_single_${level}`, value: rate(best), of: best },
    { line, value: ratio(rate(of), rate(best)), of },
    // Noise of other programs hardly touches CPU time: what the ratio is on a machine that is not quiet.
    { line: `${line}_by_cpu`, value: ratio(cpuMs(best), cpuMs(of)), of },
  ]
}

const cohort =
  (level: LevelName): Take<Pass> =>
  (r) =>
    r.cohort[level]

const single =
  (level: LevelName, rival: Rival): Take<Pass> =>
  (r) =>
    r.single[level]?.[rival]

const steps: Take<Pass> = (r) => r.single.contacts?.steps ?? r.glance

const plain: Take<Pass> = (r) => r.plain

/** The fastest of the repetition. */
const bestRival =
  (level: LevelName): Take<Pass> =>
  (r) =>
    Object.values(r.single[level] ?? {}).sort((a, b) => perSecond(b) - perSecond(a))[0]

const rate =
  (of: Take<Pass>): Take<number> =>
  (r) => {
    const pass = of(r)
    return pass && perSecond(pass)
  }

const transitions =
  (of: Take<Pass>): Take<number> =>
  (r) =>
    of(r)?.transitionsPerCustomer

/** CPU milliseconds per customer, of one kind of process or of all. */
const cpuMs =
  (of: Take<Pass>, kind?: keyof CpuSeconds): Take<number> =>
  (r) => {
    const pass = of(r)
    return pass && ((kind ? pass.cpu[kind] : total(pass.cpu)) * 1000) / pass.customers
  }

const ratio =
  (above: Take<number>, below: Take<number>): Take<number> =>
  (r) => {
    const [a, b] = [above(r), below(r)]
    return a === undefined || b === undefined ? undefined : a / b
  }
