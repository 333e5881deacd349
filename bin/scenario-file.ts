import { readFile, stat } from 'node:fs/promises'
import { Failure } from '../schemas/failure.ts'
import { nodeSchema, type Scenario, scenarioSchema } from '../schemas/scenario.ts'
import { parseJson } from './parse-json.ts'
import { describeIssues } from './zod-issues.ts'

const bytesMax = 4_000_000
const kinds: readonly string[] = nodeSchema.options.map(({ shape }) => shape.kind.value)

/**
 * The scenario in a JSON file of at most 4 MB. Fails with TOO_LARGE, NOT_FOUND, or INVALID with every place that is
 * wrong, in words; a scenario that parses may still have problems of its own: those `compile` finds.
 */
export async function readScenarioFile(path: string): Promise<Scenario> {
  const json = parseJson(await readText(path))
  if ('problem' in json) {
    throw new Failure('INVALID', `The file ${path} is not JSON: ${json.problem}.`, {
      details: { file: path },
    })
  }
  const { value } = json
  refuseOtherFormat(path, value)
  const parsed = scenarioSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const isOther = (issue: { path: PropertyKey[] }) => issue.path[2] !== 'kind'
  const problems = [
    ...findUnknownKinds(value),
    ...describeIssues(parsed.error.issues.filter(isOther), value),
  ]
  throw new Failure(
    'INVALID',
    `${path} is no scenario:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    { details: { file: path, problems } },
  )
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`
    throw new Failure('NOT_FOUND', `The file ${path} ${why}.`, { cause })
  })
  if (size > bytesMax) {
    const megabytes = (size / 1e6).toFixed(1)
    throw new Failure(
      'TOO_LARGE',
      `The file ${path} has ${megabytes} MB; a scenario has at most ${bytesMax / 1e6} MB. Divide it into several scenarios.`,
      { details: { file: path, bytes: size, bytesMax } },
    )
  }
  return readFile(path, 'utf8')
}

function refuseOtherFormat(path: string, value: unknown): void {
  const format = fieldOf(value, 'format')
  if (format === undefined || format === 1) return
  const remedy =
    typeof format === 'number' && format > 1
      ? 'update Dasi to read it'
      : 'write "format": 1 if it is a scenario'
  throw new Failure(
    'INVALID',
    `The file ${path} is written in format ${JSON.stringify(format)}; this version of Dasi reads format 1: ${remedy}.`,
    { details: { file: path, format } },
  )
}

function findUnknownKinds(value: unknown): string[] {
  const nodes = fieldOf(value, 'nodes')
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: unknown, i) => {
    const kind = fieldOf(node, 'kind')
    if (typeof kind === 'string' && kinds.includes(kind)) return []
    const id = fieldOf(node, 'id')
    const place = `nodes[${i}].kind${typeof id === 'string' ? ` (step "${id}")` : ''}`
    const found = kind === undefined ? 'missing' : `${JSON.stringify(kind)} is no kind of step`
    return [`${place}: ${found}; there are ${kinds.join(', ')}.`]
  })
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[field]
    : undefined
}
