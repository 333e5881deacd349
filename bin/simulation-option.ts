import { readFileSync } from 'node:fs'
import { parseJson } from '../engine/read-scenario.ts'
import { runSettingsSchema, type Simulation, simulationSchema } from '../schemas/run.ts'
import { UsageError } from './command.ts'
import { describeIssues } from './zod-issues.ts'

export const seedOption = {
  type: 'number',
  value: 'n',
  schema: runSettingsSchema.shape.seed,
  default: 1,
  summary: 'seed of everything drawn by chance',
} as const

/** The probabilities of responses in the JSON file of --simulation. */
export function readSimulation(path: string): Simulation {
  const json = parseJson(readFileSync(path, 'utf8'))
  if ('problem' in json) throw new UsageError(`--simulation ${path} is not JSON: ${json.problem}.`)
  const parsed = simulationSchema.safeParse(json.value)
  if (parsed.success) return parsed.data
  const problems = describeIssues(parsed.error.issues, json.value)
  throw new UsageError(`--simulation ${path} cannot be used: ${problems.join(' ')}`)
}
