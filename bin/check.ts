import { runChecks } from './checks.ts'
import { readProgramLine } from './program-line.ts'

readProgramLine({
  name: 'npm run check --',
  summary: 'run every static check: types, lint, import rules, leftovers',
  examples: ['npm run check'],
})
const { passed, failed } = await runChecks((text) => process.stdout.write(text))
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = failed === 0 ? 0 : 1
