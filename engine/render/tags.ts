import { isKnownTag, type TagName } from './known-tags.ts'

/** A merge tag where it stands; `start` and `end` are UTF-16 offsets, end exclusive. */
export interface Tag {
  readonly name: TagName
  /** Written when the customer has no such value; null: nothing is written. */
  readonly fallback: string | null
  readonly start: number
  readonly end: number
}

export interface TagProblem {
  /** `UNKNOWN`: no tag of that name; `UNCLOSED`: `{{` without `}}`; `UNOPENED`: `}}` without `{{`; `EMPTY`: no name. */
  readonly code: 'UNKNOWN' | 'UNCLOSED' | 'UNOPENED' | 'EMPTY'
  readonly text: string
  readonly start: number
  readonly end: number
}

export interface ParsedText {
  /** The text in order: literal pieces and tags. What is wrong stays a literal. */
  readonly parts: readonly (string | Tag)[]
  readonly tags: readonly Tag[]
  readonly problems: readonly TagProblem[]
}

/**
 * Reads a text with merge tags `{{name}}` or `{{name | fallback}}`, and nothing more: no conditions, no nesting, no
 * escapes; a fallback holds no braces. Never throws; all problems at once, with their places.
 */
export function tagsOf(text: string): ParsedText {
  const parts: (string | Tag)[] = []
  const problems: TagProblem[] = []
  let literalFrom = 0
  for (const match of text.matchAll(/\{\{([^{}]*)\}\}|\{\{|\}\}/g)) {
    const [whole, inside] = match
    const place = { start: match.index, end: match.index + whole.length }
    const tag = inside === undefined ? null : tagOf(inside)
    if (tag && isKnownTag(tag.name)) {
      if (match.index > literalFrom) parts.push(text.slice(literalFrom, match.index))
      parts.push({ name: tag.name, fallback: tag.fallback, ...place })
      literalFrom = place.end
      continue
    }
    if (tag) problems.push({ code: tag.name ? 'UNKNOWN' : 'EMPTY', text: tag.name, ...place })
    else problems.push({ code: whole === '{{' ? 'UNCLOSED' : 'UNOPENED', text: whole, ...place })
  }
  if (literalFrom < text.length) parts.push(text.slice(literalFrom))
  return { parts, tags: parts.filter((part) => typeof part !== 'string'), problems }
}

function tagOf(inside: string): { name: string; fallback: string | null } {
  const bar = inside.indexOf('|')
  if (bar < 0) return { name: inside.trim(), fallback: null }
  return { name: inside.slice(0, bar).trim(), fallback: inside.slice(bar + 1).trim() }
}
