import { sql } from 'kysely'
import {
  type Band,
  rangeBands,
  ruleBands,
  type Value,
  valueBands,
} from '../../engine/rules/bands.ts'
import { fieldType } from '../../engine/rules/field-types.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Axis } from '../../schemas/grid.ts'
import type { Field, Rule } from '../../schemas/rule.ts'
import type { Tx } from '../schema.ts'
import { fieldValueSql } from '../segments/field-sql.ts'
import { conditionsOf, type RuleContext } from '../segments/rule-sql.ts'

/**
 * The bands of an axis. Where the axis names none, they are made from the customers who belong to `base`: groups of
 * equal size (equal values never part, so there may be fewer), or the most frequent values. Fails with INVALID for a
 * field that has no order, and for cuts that do not ascend.
 */
export async function bandsOf(
  tx: Tx,
  { axis, base, context }: { axis: Axis; base: Rule; context: RuleContext },
): Promise<Band[]> {
  switch (axis.by) {
    case 'rules':
      return ruleBands(axis)
    case 'values':
      return valueBands(axis.field, await topValues(tx, { ...axis, base, context }))
    case 'ranges': {
      if (axis.cuts) checkCuts(axis.field, axis.cuts)
      const cuts = axis.cuts ?? (await equalGroups(tx, { ...axis, base, context }))
      return rangeBands(axis.field, cuts)
    }
  }
}

interface Sought {
  readonly field: Field
  readonly base: Rule
  readonly context: RuleContext
}

/** FROM and WHERE of those customers of the base who have the field, with the field’s own joins. */
function known({ field, base, context }: Sought) {
  const { from, conditions } = conditionsOf(
    [base, { type: 'field', field, op: 'exists', value: true }],
    context,
  )
  return sql`${from} where c.erased_at is null and ${sql.join(conditions, sql` and `)}`
}

async function topValues(tx: Tx, { top, ...sought }: Sought & { top: number }): Promise<Value[]> {
  const { rows } = await sql<{ value: Value }>`
    select to_jsonb(${fieldValueSql(sought.field, sought.context)}) as value ${known(sought)}
    group by 1 order by count(*) desc, 1 limit ${top}`.execute(tx)
  const values = rows.map(({ value }) => value)
  const numbers = values.filter((value) => typeof value === 'number')
  return numbers.length === values.length ? numbers.toSorted((a, b) => a - b) : values
}

async function equalGroups(
  tx: Tx,
  { groups, ...sought }: Sought & { groups: number },
): Promise<number[]> {
  const type = fieldType(sought.field)
  if (type === 'text' || type === 'date') throw withoutOrder(sought.field)
  const value = fieldValueSql(sought.field, sought.context)
  const plain =
    type === 'attribute'
      ? sql`case when jsonb_typeof(${value}) = 'number' then (${value})::float8 end`
      : sql`(${value})::float8`
  const { rows } = await sql<{ cut: number }>`
    with counted as (select ${plain} as x, count(*) as n ${known(sought)} group by 1),
    ranked as (
      select x, sum(n) over (order by x) - n as below, sum(n) over () as total from counted where x is not null)
    select distinct min(x) as cut from generate_series(1, ${groups - 1}::int) k
    join ranked on below * ${groups}::int >= k * total and below > 0
    group by k order by cut`.execute(tx)
  if (rows.length === 0 && type === 'attribute') throw withoutOrder(sought.field)
  return rows.map(({ cut }) => cut)
}

function withoutOrder(field: Field): Failure {
  return new Failure(
    'INVALID',
    `"${field}" cannot be cut into groups of equal size: divide it by its values, or name the cuts.`,
    { details: { reason: 'NOT_IN_GROUPS', field } },
  )
}

function checkCuts(field: Field, cuts: readonly (number | string)[]): void {
  if (fieldType(field) === 'text') throw withoutOrder(field)
  const wrong = cuts.find((cut, i) => {
    const before = cuts[i - 1]
    return before !== undefined && !(before < cut)
  })
  if (wrong === undefined) return
  throw new Failure('INVALID', `The cuts of "${field}" must ascend: ${wrong} does not.`, {
    details: { reason: 'CUTS_NOT_ASCENDING', field, cut: wrong },
  })
}
