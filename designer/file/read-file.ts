import { type FileProblem, readScenario, scenarioBytesMax } from '../../engine/read-scenario.ts'
import type { Scenario } from '../../schemas/scenario.ts'

export type ReadProblem =
  | FileProblem
  | { readonly code: 'TOO_LARGE'; readonly bytes: number; readonly bytesMax: number }
  | { readonly code: 'UNREADABLE' }

export interface ReadFile {
  readonly name: string
  readonly scenario: Scenario | null
  /** Everything that keeps it from being a scenario, together. */
  readonly problems: readonly ReadProblem[]
}

/** A scenario out of a file the reader chose; the same reading as `dasi scenario check`. */
export async function readFile(file: File): Promise<ReadFile> {
  const { name, size: bytes } = file
  const refused = (problem: ReadProblem): ReadFile => ({
    name,
    scenario: null,
    problems: [problem],
  })
  if (bytes > scenarioBytesMax)
    return refused({ code: 'TOO_LARGE', bytes, bytesMax: scenarioBytesMax })
  const text = await file.text().catch(() => null)
  if (text === null) return refused({ code: 'UNREADABLE' })
  const read = readScenario(text)
  return 'scenario' in read
    ? { name, scenario: read.scenario, problems: [] }
    : { name, scenario: null, problems: read.problems }
}
