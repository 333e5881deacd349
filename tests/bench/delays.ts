import { type CpuSeconds, cpuSeconds, difference } from './cpu.ts'
import { type Asked, type Load, sendSteadily } from './load.ts'
import type { Machine } from './machine.ts'
import { untilQuiet } from './progress.ts'
import type { Report } from './report.ts'
import { percentile } from './statistics.ts'

/** The real processes, and a key to their door. */
export interface Installation {
  readonly machine: Machine
  readonly prefix: string
  readonly port: number
  readonly key: string
}

export interface Delays {
  readonly p99: number
  readonly median: number
  readonly cpu: CpuSeconds
}

/** Sends when nothing is due any more, and waits until everything that follows has happened. */
export async function measureDelays(
  { machine: { db }, port, key }: Installation,
  load: Pick<Load, 'bodies' | 'perSecond'>,
  delaysOf: (asked: readonly Asked[]) => Promise<readonly number[]>,
): Promise<Delays> {
  await untilQuiet(db)
  const before = cpuSeconds()
  const asked = await sendSteadily({ port, key, path: '/api/v1/events', ...load })
  // A response that was not taken in has no delay: the figure would flatter.
  const refused = asked.find(({ status }) => status !== 202)
  if (refused) throw new Error(`A response was answered ${refused.status} instead of 202`)
  const delays = await delaysOf(asked)
  const cpu = difference(cpuSeconds(), before)
  return { p99: percentile(delays, 0.99), median: percentile(delays, 0.5), cpu }
}

export type DelayLine =
  | 'response_accept_p99_ms'
  | 'response_to_step_p99_ms'
  | `response_to_step_p99_ms_at_${number}_per_s`
  | 'single_response_to_step_p99_ms'

export function publishDelays(
  report: Report,
  line: DelayLine,
  { found, n }: { found: readonly Delays[]; n: number },
): void {
  report.add(line, { values: found.map((d) => d.p99), n })
  report.add(`${line}_median`, { values: found.map((d) => d.median), n })
  for (const kind of ['node', 'postgres', 'temporal'] as const) {
    const values = found.map((d) => (d.cpu[kind] * 1000) / n)
    report.add(`${line}_cpu_${kind}`, { values, n, unit: 'CPU ms/response' })
  }
}
