import { createRun } from '../../db/runs/runs.ts'
import { findPlan } from '../../db/scenarios/find-plan.ts'
import { runSettingsSchema } from '../../schemas/run.ts'
import { defineCommand } from '../command.ts'
import { momentSchema, parseInstant } from '../segment-options.ts'
import { readSimulation, seedOption } from '../simulation-option.ts'
import { watchRun } from '../watch-run.ts'
import { createWorkflowPort } from '../workflow-port.ts'

const { kind, sampleSize, budget, secondsPerDay, cohortSize, admitPerMinute } =
  runSettingsSchema.shape

export const command = defineCommand({
  name: 'run start',
  summary: 'launch the newest plan of a scenario',
  options: {
    scenario: {
      type: 'string',
      value: 'name',
      required: true,
      summary: 'name or id of a published scenario',
    },
    kind: {
      type: 'string',
      value: 'kind',
      schema: kind,
      default: 'sandbox',
      summary: 'live, test (a sample) or sandbox (compressed clock, simulated customers)',
    },
    name: { type: 'string', value: 'text', default: '', summary: 'what to call the run' },
    sample: {
      type: 'number',
      schema: sampleSize,
      value: 'n',
      summary: 'take so many of the audience, drawn by chance',
    },
    'as-of': {
      type: 'string',
      value: 'date',
      schema: momentSchema,
      summary: 'take the audience as of a day’s end (2026-11-22) or an instant',
    },
    budget: {
      type: 'number',
      value: 'amount',
      schema: budget,
      summary: 'hard stop for the cost of contacts',
    },
    'seconds-per-day': {
      type: 'number',
      value: 's',
      schema: secondsPerDay,
      default: 1,
      summary: 'sandbox: real seconds a day lasts',
    },
    simulation: {
      type: 'string',
      value: 'file',
      summary: 'sandbox: JSON file with the probabilities of responses',
    },
    'calls-by-person': { type: 'boolean', summary: 'sandbox: leave calls to a person at the desk' },
    'cohort-size': {
      type: 'number',
      schema: cohortSize,
      value: 'n',
      default: 2000,
      summary: 'customers one workflow drives',
    },
    'admit-until': {
      type: 'string',
      value: 'date',
      schema: momentSchema,
      summary: 'admit nobody after a day’s end (2026-12-31) or an instant; those inside go on',
    },
    'admit-per-minute': {
      type: 'number',
      value: 'n',
      schema: admitPerMinute,
      summary: 'customers admitted per minute',
    },
    seed: seedOption,
    wait: { type: 'boolean', summary: 'show progress until the run has ended' },
  },
  examples: [
    'dasi run start --scenario "Win-back" --kind sandbox --seconds-per-day 1 --wait',
    'dasi run start --scenario "Win-back" --kind test --sample 500 --budget 2000000',
  ],
  async run(context, { options }) {
    const { config, out, db, temporal } = context
    const database = await db()
    const settings = runSettingsSchema.parse({
      kind: options.kind,
      name: options.name,
      sampleSize: options.sample ?? null,
      asOf: options['as-of']
        ? new Date(await parseInstant(database, options['as-of'])).toISOString()
        : null,
      admitUntil: options['admit-until']
        ? new Date(await parseInstant(database, options['admit-until'])).toISOString()
        : null,
      budget: options.budget ?? null,
      secondsPerDay: options['seconds-per-day'],
      callsByPerson: options['calls-by-person'],
      cohortSize: options['cohort-size'],
      admitPerMinute: options['admit-per-minute'] ?? null,
      seed: options.seed,
      ...(options.simulation && { simulation: readSimulation(options.simulation) }),
    })
    const { plan, version } = await findPlan(database, { scenario: options.scenario })
    const workflows = createWorkflowPort(await temporal(), { prefix: config.TEMPORAL_PREFIX })
    const { run, uuid } = await createRun(database, { plan, settings, by: 'command line' })
    await workflows.startRun(run)
    if (!options.wait) {
      out.result(
        { run: uuid, planVersion: version },
        () => `Run ${uuid} has started (plan ${version}).\nLook at it: dasi run status ${uuid}`,
      )
      return
    }
    await watchRun(context, { run, uuid })
  },
})
