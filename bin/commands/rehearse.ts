import { findPlan } from '../../db/scenarios/find-plan.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { rehearsalSettingsSchema } from '../../schemas/rehearsal.ts'
import { defineCommand } from '../command.ts'
import { describeRehearsal } from '../rehearsal-lines.ts'
import { createRehearser } from '../rehearse-apart.ts'
import { momentSchema, parseInstant } from '../segment-options.ts'
import { readSimulation, seedOption } from '../simulation-option.ts'

const { sampleSize, budget, admitPerMinute, minutesPerCall } = rehearsalSettingsSchema.shape

export const command = defineCommand({
  name: 'rehearse',
  summary: 'lead the real audience through a scenario on virtual time; nobody is contacted',
  arguments: ['scenario'],
  options: {
    customers: {
      type: 'number',
      value: 'n',
      schema: sampleSize,
      summary: 'so many of the audience, drawn by chance',
    },
    'as-of': {
      type: 'string',
      value: 'date',
      schema: momentSchema,
      summary: 'start at a day’s end (2026-11-22) or an instant; by default now',
    },
    budget: {
      type: 'number',
      value: 'amount',
      schema: budget,
      summary: 'hard stop for the cost of contacts',
    },
    'admit-per-minute': {
      type: 'number',
      value: 'n',
      schema: admitPerMinute,
      summary: 'customers admitted per minute',
    },
    'minutes-per-call': {
      type: 'number',
      value: 'n',
      schema: minutesPerCall,
      summary: 'working time of one call',
    },
    simulation: {
      type: 'string',
      value: 'file',
      summary: 'JSON file with the probabilities of responses',
    },
    seed: seedOption,
  },
  examples: [
    'dasi rehearse "Win-back"',
    'dasi rehearse "Win-back" --customers 1000 --budget 2000000 --json',
  ],
  async run(context, { options, positionals: [scenario = ''] }) {
    const { db, out, signal, databaseUrl } = context
    const database = await db()
    const settings = rehearsalSettingsSchema.parse({
      asOf: options['as-of']
        ? new Date(await parseInstant(database, options['as-of'])).toISOString()
        : null,
      sampleSize: options.customers ?? null,
      budget: options.budget ?? null,
      admitPerMinute: options['admit-per-minute'] ?? null,
      minutesPerCall: options['minutes-per-call'] ?? null,
      seed: options.seed,
      ...(options.simulation && { simulation: readSimulation(options.simulation) }),
    })
    const { plan: planId, version } = await findPlan(database, { scenario })
    const { plan } = await loadPlan(database, planId)
    const rehearse = createRehearser(await databaseUrl())
    let bar: ReturnType<typeof out.progress> | undefined
    const result = await rehearse(
      { plan, settings },
      {
        signal,
        onProgress({ done, total }) {
          bar ??= out.progress('customers rehearsed', total)
          bar.update(done)
        },
      },
    )
    bar?.end()
    out.result({ scenario: plan.name, version, ...result }, () => describeRehearsal(plan, result))
  },
})
