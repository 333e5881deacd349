import { loadCatalogue } from '../../db/scenarios/catalogue.ts'
import type { Catalogue } from '../../engine/catalogue.ts'
import { compile } from '../../engine/compile.ts'
import { policySchema } from '../../schemas/policy.ts'
import { defineCommand } from '../command.ts'
import { diagnosticLines } from '../diagnostic-lines.ts'
import { readScenarioFile } from '../scenario-file.ts'

export const command = defineCommand({
  name: 'scenario check',
  summary: 'say all that is wrong with a scenario in a file',
  arguments: ['file'],
  options: {
    'with-database': {
      type: 'boolean',
      summary: 'look up saved segments and offers, and the policy, in the database',
    },
  },
  examples: ['dasi scenario check winback.json', 'dasi scenario check winback.json --json'],
  async run(context, { options, positionals: [file = ''] }) {
    const scenario = await readScenarioFile(file)
    const now = Date.now()
    const catalogue = options['with-database']
      ? await loadCatalogue(await context.db(), null, now)
      : emptyCatalogue(now)
    const { plan, diagnostics } = compile(scenario, catalogue)
    const publishable = plan !== null
    context.out.result({ file, publishable, diagnostics }, () => diagnosticLines(diagnostics))
    const missesSaved = diagnostics.some(({ code }) => savedUnknown.has(code))
    if (missesSaved && !options['with-database']) {
      context.out.note('Saved segments and offers are looked up with --with-database.')
    }
    return publishable ? 0 : 1
  },
})

const savedUnknown: ReadonlySet<string> = new Set(['SEGMENT_UNKNOWN', 'OFFER_UNKNOWN'])

function emptyCatalogue(now: number): Catalogue {
  return {
    segments: {},
    offers: {},
    nodes: {},
    policy: policySchema.parse({}),
    budget: null,
    now,
  }
}
