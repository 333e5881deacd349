import { readFile, stat } from 'node:fs/promises'
import { type FileProblem, readScenario, scenarioBytesMax } from '../engine/read-scenario.ts'
import { Failure } from '../schemas/failure.ts'
import type { Scenario } from '../schemas/scenario.ts'
import { describeProblems } from './zod-issues.ts'

/**
 * The scenario in a JSON file of at most 4 MB. Fails with TOO_LARGE, NOT_FOUND, or INVALID with every place that is
 * wrong, in words; a scenario that parses may still have problems of its own: those `compile` finds.
 */
export async function readScenarioFile(path: string): Promise<Scenario> {
  const read = readScenario(await readText(path))
  if ('scenario' in read) return read.scenario
  throw refusal(path, read.problems)
}

function refusal(path: string, found: readonly FileProblem[]): Failure {
  const [first] = found
  if (first?.code === 'NOT_JSON') {
    return new Failure('INVALID', `The file ${path} is not JSON: ${first.problem}.`, {
      details: { reason: 'FILE_NOT_SCENARIO', file: path },
    })
  }
  if (first?.code === 'OTHER_FORMAT') {
    const { format } = first
    const remedy =
      typeof format === 'number' && format > 1
        ? 'update Dasi to read it'
        : 'write "format": 1 if it is a scenario'
    return new Failure(
      'INVALID',
      `The file ${path} is written in format ${JSON.stringify(format)}; this version of Dasi reads format 1: ${remedy}.`,
      { details: { reason: 'FILE_NOT_SCENARIO', file: path, format } },
    )
  }
  const problems = describeProblems(
    found.flatMap((one) => (one.code === 'NOT_JSON' || one.code === 'OTHER_FORMAT' ? [] : [one])),
  )
  return new Failure(
    'INVALID',
    `${path} is no scenario:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
    { details: { reason: 'FILE_NOT_SCENARIO', file: path, problems } },
  )
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'does not exist' : `cannot be read (${cause.code})`
    throw new Failure('NOT_FOUND', `The file ${path} ${why}.`, { cause })
  })
  if (size > scenarioBytesMax) {
    const megabytes = (size / 1e6).toFixed(1)
    throw new Failure(
      'TOO_LARGE',
      `The file ${path} has ${megabytes} MB; a scenario has at most ${scenarioBytesMax / 1e6} MB. Divide it into several scenarios.`,
      {
        details: {
          reason: 'FILE_TOO_LARGE',
          maxBytes: scenarioBytesMax,
          file: path,
          bytes: size,
          bytesMax: scenarioBytesMax,
        },
      },
    )
  }
  return readFile(path, 'utf8')
}
