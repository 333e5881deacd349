import { z } from 'zod'
import { ruleSchema } from '../../schemas/rule.ts'

/** A value of a schema, and the path of the one thing in which it differs from the first value; empty: the first. */
export interface Variant {
  readonly value: unknown
  readonly path: string
}

const rules = [
  { type: 'everyone' },
  { type: 'field', field: 'points', op: 'atLeast', value: 5000 },
] as const
const texts = [
  'one',
  'two',
  ...['09:30', '10:30', '2026-03-02', '2026-03-03', 'https://one.test', 'https://two.test'],
  ...['0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7'],
]
const numbers = [2, 3, 40, 50]

/** One value of a schema, and for everything in it that can be set, one that differs in that alone. */
export function variantsOf(schema: z.core.$ZodType): readonly Variant[] {
  if (schema === ruleSchema) return either(rules)
  if (schema instanceof z.ZodObject) return ofObject(schema)
  if (schema instanceof z.ZodOptional)
    return [...variantsOf(schema.unwrap()), { value: undefined, path: '(absent)' }]
  if (schema instanceof z.ZodNullable)
    return [...variantsOf(schema.unwrap()), { value: null, path: '(null)' }]
  if (schema instanceof z.ZodDefault) return variantsOf(schema.unwrap())
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option, place) =>
      variantsOf(option).map(({ value, path }) => ({
        value,
        path: place === 0 ? path : `(${place})${path}`,
      })),
    )
  if (schema instanceof z.ZodArray) return ofArray(schema)
  if (schema instanceof z.ZodEnum) return either(schema.options)
  if (schema instanceof z.ZodLiteral) return either([...schema.values])
  if (schema instanceof z.ZodBoolean) return either([true, false])
  if (schema instanceof z.ZodRecord) return either([{}])
  return either([...texts, ...numbers].filter((value) => z.safeParse(schema, value).success))
}

function ofObject(schema: z.ZodObject): readonly Variant[] {
  const parts = Object.entries(schema.shape).map(
    ([name, part]) => [name, variantsOf(part)] as const,
  )
  const first = Object.fromEntries(parts.map(([name, [one]]) => [name, one?.value]))
  return [
    { value: first, path: '' },
    ...parts.flatMap(([name, [, ...others]]) =>
      others.map(({ value, path }) => ({
        value: { ...first, [name]: value },
        path: path.startsWith('(') ? `${name}${path}` : `${name}.${path}`.replace(/\.$/, ''),
      })),
    ),
  ]
}

function ofArray(schema: z.ZodArray): readonly Variant[] {
  const [first, ...others] = variantsOf(schema.element)
  return [
    { value: [first?.value], path: '' },
    { value: [], path: '(none)' },
    ...others.map(({ value, path }) => ({ value: [value], path: `0.${path}` })),
    ...others.slice(0, 1).map(({ value }) => ({ value: [first?.value, value], path: '1' })),
  ].filter(({ value }) => z.safeParse(schema, value).success)
}

function either(values: readonly unknown[]): readonly Variant[] {
  const [first, ...others] = values
  return [{ value: first, path: '' }, ...others.map((value) => ({ value, path: `=${value}` }))]
}
