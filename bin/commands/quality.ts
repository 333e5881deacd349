import { measureQuality } from '../../db/quality/measure.ts'
import { loadQuality, type QualityReport } from '../../db/quality/report.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'quality',
  summary: 'measure how complete and valid the data of customers is, and say what stands out',
  arguments: [],
  options: {},
  examples: ['dasi quality', 'dasi quality --json'],
  async run(context) {
    const db = await context.db()
    await measureQuality(db, Date.now())
    const report = await loadQuality(db)
    context.out.result(report, () => linesOf(report).join('\n'))
    return 0
  },
})

function linesOf({ customers, subjects, duplicates, stale, sources, changes }: QualityReport) {
  const share = (n: number, of: number) => (of === 0 ? '–' : `${((100 * n) / of).toFixed(1)} %`)
  const n = (count: number) => count.toLocaleString('en')
  return [
    `${n(customers)} customers`,
    ...subjects.map(
      ({ subject, total, filled, valid }) =>
        `${subject}: ${share(filled, total)} known, ${share(valid, filled)} of it valid`,
    ),
    ...duplicates
      .filter(({ groups }) => groups > 0)
      .map(
        ({ by, groups, customers: of }) => `same ${by}: ${n(of)} customers in ${n(groups)} groups`,
      ),
    ...(stale > 0 ? [`nothing heard for two years: ${n(stale)}`] : []),
    ...sources
      .filter(({ isLate }) => isLate)
      .map(({ source, kind }) => `late: ${kind} of ${source}`),
    ...changes.map(
      ({ source, kind, what, before, after }) =>
        `changed: ${what} of ${kind} of ${source}, ${before.toFixed(2)} before, ${after.toFixed(2)} now`,
    ),
  ]
}
