import { publishFile } from '../../db/scenarios/plans.ts'
import type { Diagnostic } from '../../schemas/diagnostic.ts'
import { Failure } from '../../schemas/failure.ts'
import { defineCommand } from '../command.ts'
import { diagnosticLines } from '../diagnostic-lines.ts'
import { readScenarioFile } from '../scenario-file.ts'

export const command = defineCommand({
  name: 'scenario publish',
  summary: 'publish a scenario from a file; publishing the same again changes nothing',
  arguments: ['file'],
  options: {
    campaign: {
      type: 'string',
      value: 'name',
      summary: 'campaign to put it in, made if it does not exist; by default the scenario’s name',
    },
  },
  examples: [
    'dasi scenario publish winback.json',
    'dasi scenario publish winback.json --campaign "Spring 2026" --json',
  ],
  async run(context, { options, positionals: [file = ''] }) {
    const scenario = await readScenarioFile(file)
    const campaign = options.campaign ?? scenario.name
    const db = await context.db()
    try {
      const published = await publishFile(db, { scenario, campaign, by: 'command line' })
      const { version, isNew } = published
      context.out.result({ file, name: scenario.name, ...published }, () => {
        const said = isNew ? 'is published' : 'was published already'
        const done = `Version ${version} of "${scenario.name}" in the campaign "${campaign}" ${said}.`
        return published.diagnostics.length === 0
          ? done
          : `${diagnosticLines(published.diagnostics)}\n${done}`
      })
      return 0
    } catch (error) {
      const diagnostics = diagnosticsOf(error)
      if (!diagnostics) throw error
      context.out.result({ file, publishable: false, diagnostics }, () =>
        diagnosticLines(diagnostics),
      )
      return 1
    }
  },
})

/** What kept it from being published; null when the failure is another one. */
function diagnosticsOf(error: unknown): readonly Diagnostic[] | null {
  if (!(error instanceof Failure) || error.code !== 'NOT_READY') return null
  return (error.details['diagnostics'] as readonly Diagnostic[] | undefined) ?? null
}
