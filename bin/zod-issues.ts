import type { z } from 'zod'

const issuesShown = 20

/** What a schema did not like of a JSON value: one sentence per place, with the place, the value and what is wanted. */
export function describeIssues(issues: readonly Issue[], value: unknown): string[] {
  const sentences = issues.map((issue) => describeIssue(issue, value))
  const more = sentences.length - issuesShown
  return more > 0 ? [...sentences.slice(0, issuesShown), `… and ${more} more.`] : sentences
}

type Issue = z.core.$ZodIssue

function describeIssue(issue: Issue, value: unknown): string {
  const place = issue.path.length === 0 ? 'The whole value' : placeOf(issue.path)
  const found = valueAt(value, issue.path)
  const id = nodeIdOn(value, issue.path)
  return `${place}${id ? ` (step "${id}")` : ''}: ${wordsOf(issue, found)}`
}

function wordsOf(issue: Issue, found: unknown): string {
  if (issue.code === 'unrecognized_keys') {
    return `${issue.keys.map((key) => `"${key}"`).join(', ')} is not known here: remove or correct it.`
  }
  if (issue.code === 'invalid_union' && 'discriminator' in issue && issue.discriminator) {
    return `${shown(found)} is not a known ${String(issue.discriminator)}.`
  }
  if (found === undefined) return 'missing.'
  if (issue.code === 'invalid_union') return `${shown(found)} is not possible here.`
  return `${shown(found)} – ${issue.message}.`
}

/** `nodes[3].message.body` */
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

/** The id of the step an issue lies in: easier to find than its place. */
function nodeIdOn(value: unknown, path: readonly PropertyKey[]): string | null {
  if (path[0] !== 'nodes' || path.length < 2) return null
  const id = valueAt(value, [...path.slice(0, 2), 'id'])
  return typeof id === 'string' ? id : null
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`
}
