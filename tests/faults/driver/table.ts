import { groupBy } from '../rules/evidence.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { Struck } from './proceed.ts'

export interface Outcome {
  readonly seed: number
  readonly struck: readonly Struck[]
  readonly verdict: Verdict
}

/** The table a run ends with: faults by kind with their recovery times, and what became of the contacts. */
export function tableOf({ seed, struck, verdict }: Outcome): string {
  // What is broken in one snapshot is broken in the next: each is counted once.
  const found = [...struck.flatMap((s) => s.breaches), ...verdict.breaches].map((b) => b.found)
  const breaches = new Set(found)
  const rows = [...groupBy(struck, (s) => s.kind)].map(([kind, list]) => {
    const times = list.map((s) => s.recoveryMs / 1000).sort((a, b) => a - b)
    const median = times[Math.floor((times.length - 1) / 2)] ?? 0
    return [kind, String(list.length), median.toFixed(1), (times.at(-1) ?? 0).toFixed(1)]
  })
  const all = struck.map((s) => s.recoveryMs / 1000).sort((a, b) => a - b)
  const total = [
    'all',
    String(struck.length),
    (all[Math.floor((all.length - 1) / 2)] ?? 0).toFixed(1),
    (all.at(-1) ?? 0).toFixed(1),
  ]
  const head = ['fault', 'times', 'recovery p50 s', 'max s']
  return [
    row(head),
    '|---|---:|---:|---:|',
    ...[...rows, total].map(row),
    '',
    row(['contacts', 'duplicates', 'losses', 'unknowns', 'breaches']),
    '|---:|---:|---:|---:|---:|',
    row(
      [verdict.contacts, verdict.duplicates, verdict.losses, verdict.unknowns, breaches.size].map(
        String,
      ),
    ),
    '',
    `seed ${seed}`,
  ].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
