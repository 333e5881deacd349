import { loadInstallation } from '../../db/installation.ts'
import type { Db } from '../../db/schema.ts'
import { loadSegmentByName } from '../../db/segment-library.ts'
import { countCustomers, countSegment } from '../../db/segments.ts'
import { dayWindow } from '../../engine/rules/windows.ts'
import { isoDateSchema } from '../../schemas/basics.ts'
import { type Rule, ruleSchema } from '../../schemas/rule.ts'
import { defineCommand, UsageError } from '../command.ts'
import { parseJson } from '../parse-json.ts'
import { describeIssues } from '../zod-issues.ts'

export const command = defineCommand({
  name: 'segment count',
  summary: 'count the customers of a segment, as of any instant',
  options: {
    rule: { type: 'string', value: 'json', summary: 'the rule to count' },
    name: { type: 'string', value: 'name', summary: 'the saved segment to count' },
    'as-of': {
      type: 'string',
      value: 'date',
      summary: 'a day, counted as it ended in the zone of the installation, or an ISO instant',
    },
  },
  examples: [
    'dasi segment count --name "Dormant for a year"',
    `dasi segment count --as-of 1998-06-30 --rule '{"type":"field","field":"recencyDays","op":"moreThan","value":365}'`,
  ],
  async run(context, { options }) {
    const given = options.rule === undefined ? undefined : parseRule(options.rule)
    if ((given === undefined) === (options.name === undefined)) {
      throw new UsageError('Say which segment: either --rule with JSON, or --name of a saved one.')
    }
    const db = await context.db()
    const asOf = await parseInstant(db, options['as-of'])
    const rule = given ?? (await loadSegmentByName(db, options.name ?? '')).rule
    const [count, of] = [await countSegment(db, rule, asOf), await countCustomers(db)]
    const at = new Date(asOf).toISOString()
    context.out.result(
      { count, of, asOf: at },
      () => `${count.toLocaleString('en')} of ${of.toLocaleString('en')} customers, as of ${at}`,
    )
  },
})

function parseRule(text: string): Rule {
  const json = parseJson(text)
  if ('problem' in json) throw new UsageError(`--rule is not JSON: ${json.problem}.`)
  const parsed = ruleSchema.safeParse(json.value)
  if (parsed.success) return parsed.data
  const problems = describeIssues(parsed.error.issues, json.value)
  throw new UsageError(`--rule is no rule: ${problems.join(' ')}`)
}

async function parseInstant(db: Db, text: string | undefined): Promise<number> {
  if (text === undefined) return Date.now()
  if (isoDateSchema.safeParse(text).success) {
    const { zone } = await loadInstallation(db)
    return dayWindow(zone, text).until - 1
  }
  const instant = Date.parse(text)
  if (/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) && !Number.isNaN(instant)) {
    return instant
  }
  throw new UsageError(
    `--as-of is "${text}"; give a day like 2026-01-31 or an instant like 2026-01-31T09:00:00+09:00.`,
  )
}
