import { listModels } from '../../db/scores/models.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'score list',
  summary: 'the models whose scores customers have now',
  options: { all: { type: 'boolean', summary: 'earlier versions too' } },
  examples: ['dasi score list', 'dasi score list --all --json'],
  async run(context, { options }) {
    const models = await listModels(await context.db(), { current: !options.all })
    context.out.result({ items: models }, () =>
      models.length === 0
        ? 'No scores yet: dasi score make rfm'
        : models
            .map(
              (m) =>
                `${m.name} ${m.version}, as of ${new Date(m.asOf).toISOString()}, ${m.customers.toLocaleString('en')} customers: ${m.keys.join(', ') || 'replaced'}`,
            )
            .join('\n'),
    )
  },
})
