import { sql } from 'kysely'
import type { Tx } from '../schema.ts'

/** Charges as many contacts of `unit` won as the budget allows; returns how many. */
export async function chargeBudget(
  tx: Tx,
  { run, unit, wanted }: { run: number; unit: number; wanted: number },
): Promise<number> {
  if (unit === 0 || wanted === 0) return wanted
  const { rows } = await sql<{ granted: number }>`
    with room as (
      select least(${wanted}::int, case when total is null then ${wanted}::int
        else greatest(0, floor((total - spent) / ${unit}::numeric))::int end) as granted
      from budget where run = ${run} for update)
    update budget b set spent = b.spent + room.granted * ${unit}::numeric
    from room where b.run = ${run} returning room.granted`.execute(tx)
  return rows[0]?.granted ?? 0
}

/** Whether the budget covers so much by now. Locks nothing, so it is no promise. */
export async function seemsCovered(
  tx: Tx,
  { run, amount }: { run: number; amount: number },
): Promise<boolean> {
  const { rows } = await sql<{ covered: boolean }>`
    select total is null or total - spent >= ${amount}::numeric as covered from budget where run = ${run}`.execute(
    tx,
  )
  return rows[0]?.covered ?? false
}

/** Charges all of it, or nothing and says no. */
export async function chargeWhole(
  tx: Tx,
  { run, amount }: { run: number; amount: number },
): Promise<boolean> {
  if (amount === 0) return true
  const { rows } = await sql`
    update budget set spent = spent + ${amount}::numeric
    where run = ${run} and (total is null or total - spent >= ${amount}::numeric) returning run`.execute(
    tx,
  )
  return rows.length > 0
}

export async function refundBudgetOf(tx: Tx, run: number, amount: number): Promise<void> {
  if (amount === 0) return
  await sql`update budget set spent = spent - ${amount}::numeric where run = ${run}`.execute(tx)
}
