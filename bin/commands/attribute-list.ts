import { listAttributes } from '../../db/customers/attributes.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'attribute list',
  summary: 'list the attributes of customers, declared and found',
  arguments: [],
  options: {},
  examples: ['dasi attribute list --json'],
  async run(context) {
    const attributes = await listAttributes(await context.db())
    context.out.result({ attributes }, () =>
      attributes.length === 0
        ? 'Customers have no attributes.'
        : attributes
            .map(({ key, label, type, unit, declared, examples }) =>
              [
                ...[key, declared ? label : '(not declared)', unit ? `${type}, ${unit}` : type],
                examples.slice(0, 5).join(', '),
              ].join('\t'),
            )
            .join('\n'),
    )
    return 0
  },
})
