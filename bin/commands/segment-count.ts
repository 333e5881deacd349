import { loadSegmentByName } from '../../db/segments/segment-library.ts'
import { countCustomers, countSegment } from '../../db/segments/segments.ts'
import { defineCommand, UsageError } from '../command.ts'
import { momentSchema, parseInstant, parseRule } from '../segment-options.ts'

export const command = defineCommand({
  name: 'segment count',
  summary: 'count the customers of a segment, as of any instant',
  options: {
    rule: { type: 'string', value: 'json', summary: 'the rule to count' },
    name: { type: 'string', value: 'name', summary: 'the saved segment to count' },
    'as-of': {
      type: 'string',
      value: 'date',
      schema: momentSchema,
      summary: 'a day, counted as it ended in the zone of the installation, or an ISO instant',
    },
  },
  examples: [
    'dasi segment count --name "Dormant for a year"',
    `dasi segment count --as-of 1998-06-30 --rule '{"type":"field","field":"recencyDays","op":"moreThan","value":365}'`,
  ],
  async run(context, { options }) {
    const given = options.rule === undefined ? undefined : parseRule('--rule', options.rule)
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
