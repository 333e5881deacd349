import type { z } from 'zod'
import { nodeSchema, type Scenario, scenarioSchema } from '../schemas/scenario.ts'

/** What keeps a text from being a scenario. */
export type FileProblem =
  | { readonly code: 'NOT_JSON'; readonly problem: string }
  | { readonly code: 'OTHER_FORMAT'; readonly format: unknown }
  | IssueProblem

/** One place in a JSON value that is not as a schema wants it. */
export interface IssueProblem {
  readonly code: 'UNKNOWN_KIND' | 'UNKNOWN_FIELD' | 'MISSING' | 'WRONG'
  /** For example `nodes[3].message.body`; empty: the whole value. */
  readonly place: string
  /** Id of the step it lies in: easier to find than its place. */
  readonly step: string | null
  /** What stands there, shortened; of UNKNOWN_FIELD the names of the fields. */
  readonly value: string
  /** What is wanted, in English. */
  readonly wanted: string
}

/** Bytes a scenario’s file may have. */
export const scenarioBytesMax = 4_000_000

export const scenarioKinds: readonly string[] = nodeSchema.options.map(
  ({ shape }) => shape.kind.value,
)

/**
 * The scenario in a JSON text, or everything that keeps it from being one, together. A scenario that is read may still
 * have problems of its own: those `compile` finds.
 */
export function readScenario(
  text: string,
): { readonly scenario: Scenario } | { readonly problems: readonly FileProblem[] } {
  const json = parseJson(text)
  if ('problem' in json) return { problems: [{ code: 'NOT_JSON', problem: json.problem }] }
  const { value } = json
  const format = fieldOf(value, 'format')
  if (format !== undefined && format !== 1) return { problems: [{ code: 'OTHER_FORMAT', format }] }
  const parsed = scenarioSchema.safeParse(value)
  if (parsed.success) return { scenario: parsed.data }
  const isOther = (issue: { path: PropertyKey[] }) => issue.path[2] !== 'kind'
  return {
    problems: [
      ...unknownKinds(value),
      ...issueProblems(parsed.error.issues.filter(isOther), value),
    ],
  }
}

/** The value of a JSON text (a byte order mark is skipped), or what is wrong with it. */
export function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) }
  }
}

/** What a schema did not like of a JSON value, each with its place and what stands there. */
export function issueProblems(
  issues: readonly z.core.$ZodIssue[],
  value: unknown,
): readonly IssueProblem[] {
  return issues.map((issue) => {
    const found = valueAt(value, issue.path)
    const at = { place: placeOf(issue.path), step: stepOf(value, issue.path), value: shown(found) }
    if (issue.code === 'unrecognized_keys') {
      const names = issue.keys.map((key) => `"${key}"`).join(', ')
      return { ...at, code: 'UNKNOWN_FIELD', value: names, wanted: '' }
    }
    if (issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator) {
      return { ...at, code: 'WRONG', wanted: `not a known ${String(issue.discriminator)}` }
    }
    if (found === undefined) return { ...at, code: 'MISSING', wanted: '' }
    const wanted = issue.code === 'invalid_union' ? 'not possible here' : issue.message
    return { ...at, code: 'WRONG', wanted }
  })
}

function unknownKinds(value: unknown): readonly IssueProblem[] {
  const nodes = fieldOf(value, 'nodes')
  if (!Array.isArray(nodes)) return []
  return nodes.flatMap((node: unknown, index) => {
    const kind = fieldOf(node, 'kind')
    if (typeof kind === 'string' && scenarioKinds.includes(kind)) return []
    const path = ['nodes', index, 'kind']
    const at = { place: placeOf(path), step: stepOf(value, path), value: shown(kind), wanted: '' }
    return [{ ...at, code: kind === undefined ? ('MISSING' as const) : ('UNKNOWN_KIND' as const) }]
  })
}

function placeOf(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i ? '.' : ''}${String(part)}`))
    .join('')
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null
        ? (part as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  )
}

function stepOf(value: unknown, path: readonly PropertyKey[]): string | null {
  if (path[0] !== 'nodes' || path.length < 2) return null
  const id = valueAt(value, [...path.slice(0, 2), 'id'])
  return typeof id === 'string' ? id : null
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[field]
    : undefined
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
