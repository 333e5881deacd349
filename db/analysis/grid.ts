import { type RawBuilder, sql } from 'kysely'
import type { Band } from '../../engine/rules/bands.ts'
import type { InstantMs } from '../../schemas/basics.ts'
import type { Axis } from '../../schemas/grid.ts'
import type { Rule } from '../../schemas/rule.ts'
import type { Db, Tx } from '../schema.ts'
import { conditionsOf, loadRuleContext, type RuleContext } from '../segments/rule-sql.ts'
import { readWithRoom } from '../segments/segments.ts'
import { bandsOf } from './axis.ts'

export interface Cell {
  /** Place in the bands of its axis, from 0. */
  readonly row: number
  readonly column: number
  readonly customers: number
  readonly purchases: number
  /** All they ever spent, up to the instant, in the currency of the installation. */
  readonly amount: number
}

export interface Grid {
  readonly rows: readonly Band[]
  /** One band without a name, where there is only one axis. */
  readonly columns: readonly Band[]
  /** Cells with customers, by row and column. */
  readonly cells: readonly Cell[]
}

/**
 * Customers of a rule, counted by one axis or by two, as of an instant. Whoever belongs to the rule stands in exactly
 * one cell; bands that nobody is in are left out where they are not asked for by name or cut. The rules of a cell’s
 * row and column together with `rule` choose exactly the cell’s customers.
 */
export async function countGrid(
  db: Db,
  wanted: { rule: Rule; rows: Axis; columns: Axis | null; asOf: InstantMs },
): Promise<Grid> {
  return readWithRoom(db, async (tx) => {
    const context = await loadRuleContext(tx, wanted.asOf)
    const base = wanted.rule
    const rows = await bandsOf(tx, { axis: wanted.rows, base, context })
    const columns = wanted.columns
      ? await bandsOf(tx, { axis: wanted.columns, base, context })
      : everybody
    return withoutEmpty({
      rows,
      columns,
      cells: await countCells(tx, { base, rows, columns, context }),
    })
  })
}

const everybody: readonly Band[] = [{ kind: 'other', rule: { type: 'everyone' } }]

async function countCells(
  tx: Tx,
  given: { base: Rule; rows: readonly Band[]; columns: readonly Band[]; context: RuleContext },
): Promise<Cell[]> {
  const { base, rows, columns } = given
  const rules = [base, ...rows.map(({ rule }) => rule), ...columns.map(({ rule }) => rule)]
  const { from, conditions } = conditionsOf(rules, { ...given.context, metrics: true })
  const inBase = conditions[0] ?? sql`true`
  const row = firstOf(conditions.slice(1, 1 + rows.length))
  const column = firstOf(conditions.slice(1 + rows.length))
  const { rows: cells } = await sql<Cell>`
    select ${row} as "row", ${column} as "column", count(*)::int as customers,
      coalesce(sum(m.purchase_count), 0)::int as purchases, coalesce(sum(m.total_amount), 0) as amount
    ${from} where c.erased_at is null and ${inBase}
    group by 1, 2 order by 1, 2`.execute(tx)
  return cells
}

/** The place of the first condition that holds; bands are disjoint and cover everybody, so the last needs no asking. */
function firstOf(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  const last = conditions.length - 1
  if (last <= 0) return sql`0`
  const cases = conditions.slice(0, last).map((holds, i) => sql`when ${holds} then ${i}::int`)
  return sql`case ${sql.join(cases, sql` `)} else ${last}::int end`
}

/** “Other” and “not known” are shown where somebody is in them. */
function withoutEmpty({ rows, columns, cells }: Grid): Grid {
  const kept = (bands: readonly Band[], of: (cell: Cell) => number) => {
    const filled = new Set(cells.map(of))
    return bands.flatMap((band, at) =>
      filled.has(at) || (band.kind !== 'other' && band.kind !== 'absent') ? [{ band, at }] : [],
    )
  }
  const [keptRows, keptColumns] = [kept(rows, (c) => c.row), kept(columns, (c) => c.column)]
  const place = (places: readonly { at: number }[], was: number) =>
    places.findIndex(({ at }) => at === was)
  return {
    rows: keptRows.map(({ band }) => band),
    columns: keptColumns.map(({ band }) => band),
    cells: cells.map((cell) => ({
      ...cell,
      row: place(keptRows, cell.row),
      column: place(keptColumns, cell.column),
    })),
  }
}
