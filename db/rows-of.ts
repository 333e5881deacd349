import { type RawBuilder, sql } from 'kysely'
import { booleanArray, numberArray, textArray } from './arrays.ts'

/** One column of a bulk statement: its type and its values, a value for each row. */
export interface Column {
  readonly type: string
  readonly values: readonly (number | string | boolean | null)[]
  /** The literal of an array of its values. */
  literal(): string
}

type Numbers = readonly (number | null)[]
type Texts = readonly (string | null)[]

export const ints = (values: Numbers) => numeric('int', values)
export const smallints = (values: Numbers) => numeric('smallint', values)
/** Also for instants: epoch milliseconds. */
export const floats = (values: Numbers) => numeric('float8', values)
export const numerics = (values: Numbers) => numeric('numeric', values)
export const texts = (values: Texts) => textual('text', values)
export const uuids = (values: Texts) => textual('uuid', values)
export const booleans = (values: readonly boolean[]): Column => ({
  type: 'boolean',
  values,
  literal: () => booleanArray(values),
})

function numeric(type: string, values: Numbers): Column {
  return { type, values, literal: () => numberArray(values) }
}

function textual(type: string, values: Texts): Column {
  return { type, values, literal: () => textArray(values) }
}

/**
 * Rows to insert from or to join with, given column by column in one order; a sub-select for a `from`. Most columns of a
 * cohort's rows hold the same value in all of them: such a column is sent once, not as an array. The first is always sent
 * whole, for it says how many rows there are.
 */
export function rowsOf(columns: Readonly<Record<string, Column>>): RawBuilder<unknown> {
  const all = Object.entries(columns).map(([name, column], i) => ({
    name: sql.id(name),
    column,
    isArray: i === 0 || !isUniform(column),
  }))
  const arrays = all.filter(({ isArray }) => isArray)
  const selected = all.map(({ name, column: { type, values }, isArray }) =>
    isArray ? name : sql`${values[0]}::${sql.raw(type)} as ${name}`,
  )
  const unnested = arrays.map(({ column }) => sql`${column.literal()}::${sql.raw(column.type)}[]`)
  return sql`(select ${sql.join(selected)} from unnest(${sql.join(unnested)}) u(${sql.join(arrays.map((a) => a.name))}))`
}

function isUniform({ values }: Column): boolean {
  const [first] = values
  return first !== undefined && values.every((value) => value === first)
}
