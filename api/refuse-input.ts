import type { z } from 'zod'
import { Failure } from '../schemas/failure.ts'
import type { Refusal } from '../schemas/reasons.ts'

/** What a request does not say as it must: INVALID, with the first problem as the reason and up to twenty in `problems`. */
export function refuseInput(
  issues: readonly z.core.$ZodIssue[],
  { target, data }: { target: string; data: unknown },
): Failure {
  const problems = issues.slice(0, 20).map((issue) => {
    const { path, message } = issue
    const given = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      data,
    )
    const field = path.map(String).join('.')
    const value = neverEchoed.has(field) ? {} : { value: shorten(given) }
    return { message, ...value, ...refusalOf(issue, { field, given }), field }
  })
  const first = problems[0] ?? { ...nothingSaid, message: 'not as expected' }
  const place = first.field
    ? `${first.field} (in the ${placeOf(target)})`
    : `The ${placeOf(target)}`
  const value = first.value === undefined ? '' : ` is ${JSON.stringify(first.value)}`
  return new Failure('INVALID', `${place}${value}: ${first.message}.`, {
    details: { ...first, problems },
  })
}

const nothingSaid = { reason: 'FIELD_WRONG', field: '', value: undefined } as const

const neverEchoed = new Set(['password', 'current', 'next', 'secret', 'key'])

function refusalOf(
  issue: z.core.$ZodIssue,
  { field, given }: { field: string; given: unknown },
): Refusal {
  if (given === undefined || given === null || given === '') {
    if (issue.code !== 'custom') return { reason: 'FIELD_MISSING', field }
  }
  switch (issue.code) {
    case 'too_small':
      return { reason: tooSmall[sizeOf(given)], field, least: Number(issue.minimum) }
    case 'too_big':
      return { reason: tooLarge[sizeOf(given)], field, most: Number(issue.maximum) }
    case 'unrecognized_keys':
      return { reason: 'FIELD_UNKNOWN', fields: issue.keys, field }
    case 'custom':
      return { reason: ownReason(issue.params?.['reason']), field }
    case 'invalid_type':
    case 'invalid_format':
    case 'invalid_value':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'not_multiple_of':
      return { reason: 'FIELD_WRONG', field }
  }
}

const tooSmall = {
  length: 'FIELD_TOO_SHORT',
  count: 'FIELD_TOO_FEW',
  amount: 'FIELD_TOO_SMALL',
} as const
const tooLarge = {
  length: 'FIELD_TOO_LONG',
  count: 'FIELD_TOO_MANY',
  amount: 'FIELD_TOO_LARGE',
} as const

function sizeOf(given: unknown): 'length' | 'count' | 'amount' {
  if (typeof given === 'string') return 'length'
  return typeof given === 'object' ? 'count' : 'amount'
}

/** What rules of schemas give as their reason (`params.reason`); none of them has values. */
const ownReasons = ['PERIOD_BACKWARDS', 'ACTIVITY_TWICE', 'SCORE_KEY_TAKEN'] as const

function ownReason(said: unknown): (typeof ownReasons)[number] | 'FIELD_WRONG' {
  return ownReasons.find((reason) => reason === said) ?? 'FIELD_WRONG'
}

function placeOf(target: string): string {
  if (target === 'json') return 'body'
  if (target === 'param') return 'address'
  return target
}

function shorten(value: unknown): unknown {
  if (typeof value === 'string') return value.length > 120 ? `${value.slice(0, 120)}…` : value
  if (typeof value !== 'object' || value === null) return value
  return Array.isArray(value) ? `a list of ${value.length}` : 'an object'
}
