import type { FieldRule, PurchaseRule, Rule } from '../../schemas/rule.ts'
import type { SegmentRules } from './expand-segments.ts'
import { fieldType } from './field-types.ts'
import { clausesOf } from './matches.ts'

/** How deep all, any and not may be nested: a single clause has depth 1. */
export const depthMax = 8
export const clausesMax = 200

/** Something that keeps a rule from being used. */
export interface RuleProblem {
  readonly code:
    | 'RULE_DEEP'
    | 'RULE_LONG'
    | 'GROUP_EMPTY'
    | 'OPERATOR_UNFIT'
    | 'VALUE_UNFIT'
    | 'DATE_IMPOSSIBLE'
    | 'DATES_REVERSED'
    | 'SEGMENT_UNKNOWN'
    | 'SEGMENT_CYCLE'
  /** Where it stands within the rule. */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly values: Readonly<Record<string, string | number>>
}

type Path = RuleProblem['path']

/**
 * Everything wrong with a rule that has the right shape; none: it can be counted and published. Without `segments`
 * nothing is said of the saved segments it names.
 */
export function ruleProblems(rule: Rule, segments?: SegmentRules): RuleProblem[] {
  const clauses = clausesOf(rule).length
  const tooLong: RuleProblem[] =
    clauses <= clausesMax
      ? []
      : [
          problem('RULE_LONG', [], `A rule has at most ${clausesMax} conditions, this has {n}.`, {
            n: clauses,
          }),
        ]
  return [
    ...tooLong,
    ...problemsAt(rule, [], 1),
    ...(segments ? segmentProblems(rule, [], { segments, within: [] }) : []),
  ]
}

interface Nesting {
  readonly segments: SegmentRules
  /** Segments this rule is part of, from the outside in. */
  readonly within: readonly string[]
}

/** Saved segments that do not exist, or that are made of themselves; the place is the outermost rule’s. */
function segmentProblems(rule: Rule, path: Path, nesting: Nesting): RuleProblem[] {
  switch (rule.type) {
    case 'all':
    case 'any':
      return rule.rules.flatMap((part, i) => segmentProblems(part, [...path, 'rules', i], nesting))
    case 'not':
      return segmentProblems(rule.rule, [...path, 'rule'], nesting)
    case 'segment': {
      const { segments, within } = nesting
      const values = { segment: rule.segment }
      if (within.includes(rule.segment)) {
        const message = 'Segment {segment} is made of itself: take it out of its own rule.'
        return [problem('SEGMENT_CYCLE', path, message, values)]
      }
      const named = segments[rule.segment]
      if (!named) {
        const message = 'There is no saved segment {segment}: choose another.'
        return [problem('SEGMENT_UNKNOWN', path, message, values)]
      }
      return segmentProblems(named.rule, path, { segments, within: [...within, rule.segment] }).map(
        (inner) => ({ ...inner, path }),
      )
    }
    case 'field':
    case 'purchases':
    case 'consent':
    case 'reachable':
    case 'responses':
    case 'list':
    case 'everyone':
      return []
  }
}

function problemsAt(rule: Rule, path: Path, depth: number): RuleProblem[] {
  if (depth > depthMax) {
    return [problem('RULE_DEEP', path, `Conditions are nested more than ${depthMax} deep.`)]
  }
  switch (rule.type) {
    case 'all':
    case 'any':
      if (rule.type === 'any' && rule.rules.length === 0) {
        return [problem('GROUP_EMPTY', path, 'A group of alternatives is empty: nobody belongs.')]
      }
      return rule.rules.flatMap((part, i) => problemsAt(part, [...path, 'rules', i], depth + 1))
    case 'not':
      return problemsAt(rule.rule, [...path, 'rule'], depth + 1)
    case 'field':
      return fieldProblems(rule, path)
    case 'purchases':
      return purchaseProblems(rule, path)
    case 'consent':
    case 'reachable':
    case 'responses':
    case 'list':
    case 'segment':
    case 'everyone':
      return []
  }
}

const ordered: ReadonlySet<string> = new Set(['atLeast', 'atMost', 'moreThan', 'lessThan'])

function fieldProblems(rule: FieldRule, path: Path): RuleProblem[] {
  const { field, op, value } = rule
  const type = fieldType(field)
  const at = [...path, 'value']
  if (op === 'exists') {
    return typeof value === 'boolean'
      ? []
      : [problem('VALUE_UNFIT', at, '"{field}" exists or not: say true or false.', { field })]
  }
  if (type === 'text' && ordered.has(op)) {
    const message = '"{field}" is text: it has no order, so it cannot be compared by {op}.'
    return [problem('OPERATOR_UNFIT', [...path, 'op'], message, { field, op })]
  }
  if (Array.isArray(value) !== (op === 'oneOf')) {
    const message =
      op === 'oneOf' ? '"{field}" needs a list of values.' : '"{field}" needs one value, no list.'
    return [problem('VALUE_UNFIT', at, message, { field })]
  }
  const list = Array.isArray(value) ? value : [value]
  if (list.length === 0) {
    return [problem('VALUE_UNFIT', at, 'The list for "{field}" is empty.', { field })]
  }
  const unfit = list.find((item) => !fits(item, type, op))
  if (unfit === undefined) return []
  const code = type === 'date' && typeof unfit === 'string' ? 'DATE_IMPOSSIBLE' : 'VALUE_UNFIT'
  const message = `"{field}" takes ${wanted(type)}, not "{value}".`
  return [problem(code, at, message, { field, value: String(unfit) })]
}

function fits(
  value: string | number | boolean,
  type: ReturnType<typeof fieldType>,
  op: string,
): boolean {
  switch (type) {
    case 'text':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number'
    case 'date':
      return typeof value === 'string' && isDay(value)
    case 'attribute':
      if (!ordered.has(op)) return true
      return typeof value === 'number' || (typeof value === 'string' && isDay(value))
    default:
      return false
  }
}

function wanted(type: ReturnType<typeof fieldType>): string {
  if (type === 'text') return 'text'
  if (type === 'number') return 'a number'
  return type === 'date' ? 'a day like 2026-01-31' : 'a number or a day like 2026-01-31'
}

function purchaseProblems(rule: PurchaseRule, path: Path): RuleProblem[] {
  const impossible = (['from', 'to'] as const).flatMap((end) => {
    const day = rule[end]
    if (day === undefined || isDay(day)) return []
    return [problem('DATE_IMPOSSIBLE', [...path, end], '"{value}" is no day.', { value: day })]
  })
  if (impossible.length > 0) return impossible
  const { from, to } = rule
  if (from === undefined || to === undefined || from <= to) return []
  const message = 'Purchases from {from} to {to}: the first day is later than the last.'
  return [problem('DATES_REVERSED', [...path, 'from'], message, { from, to })]
}

/** A day of the Gregorian calendar, YYYY-MM-DD, from year 1. */
function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!parts) return false
  const [year = 0, month = 0, day = 0] = parts.slice(1).map(Number)
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0
  return year >= 1 && day >= 1 && day <= days
}

function problem(
  code: RuleProblem['code'],
  path: Path,
  message: string,
  values: RuleProblem['values'] = {},
): RuleProblem {
  const worded = message.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
  return { code, path, message: worded, values }
}
