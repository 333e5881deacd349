import { sql } from 'kysely'
import { forgetHabits } from '../customers/habits.ts'
import type { Tx } from '../schema.ts'

export interface StoredLines {
  /** Purchases that the file tells the lines of. */
  readonly purchases: number
  /** Lines that the file has of them. */
  readonly lines: number
  /** Purchases whose lines are others now, new purchases included. */
  readonly touched: number
}

/**
 * Makes the staged lines those of their purchases, which exist already: lines that were known and are the same stay,
 * others are put in their place. A single line stands in its purchase’s own row.
 */
export async function storeStagedLines(
  tx: Tx,
  { source, isWhole }: { readonly source: string; readonly isWhole: boolean },
): Promise<StoredLines> {
  await sql`create temp table wanted_line on commit drop as
    select p.id as purchase, s.ref, p.customer, d.id as product, s.quantity, s.amount,
      row_number() over (partition by p.id order by s.no nulls last, s.line)::smallint as no,
      count(*) over (partition by p.id) as n
    from stage_line s
    join purchase p on p.source = ${source} and p.source_ref = s.ref
    join product d on d.code = s.product`.execute(tx)
  await sql`analyze wanted_line`.execute(tx)
  // In a file of lines alone the purchase's row says how many it was of, unless there is a single line.
  const quantity = isWhole ? sql`p.quantity` : sql`w.quantity`
  const { rows } = await sql<StoredLines & { customers: number[] | null }>`
    with gone as (
      delete from purchase_line l
      where l.purchase in (select purchase from wanted_line)
        and not exists (select from wanted_line w where w.purchase = l.purchase and w.no = l.no and w.n > 1)
      returning l.purchase
    ), written as (
      insert into purchase_line as l (purchase, no, product, quantity, amount)
      select purchase, no, product, quantity, amount from wanted_line where n > 1 order by purchase, no
      on conflict (purchase, no) do update
        set product = excluded.product, quantity = excluded.quantity, amount = excluded.amount
        where (l.product, l.quantity, l.amount) is distinct from (excluded.product, excluded.quantity, excluded.amount)
      returning l.purchase
    ), headed as (
      update purchase p set product = case when w.n = 1 then w.product end,
        quantity = case when w.n = 1 then ${quantity} else p.quantity end
      from wanted_line w
      where p.source = ${source} and p.source_ref = w.ref and w.no = 1
        and (p.product is distinct from case when w.n = 1 then w.product end
          or (w.n = 1 and p.quantity <> ${quantity}))
      returning p.id as purchase
    ), touched as (
      select purchase from gone union select purchase from written union select purchase from headed
    )
    select (select count(distinct purchase) from wanted_line) as purchases,
      (select count(*) from wanted_line) as lines,
      (select count(*) from touched) as touched,
      (select array_agg(distinct customer) from wanted_line join touched using (purchase)) as customers`.execute(
    tx,
  )
  const [row] = rows
  if (!row) throw new Error('An aggregate without a row')
  const { customers, ...stored } = row
  await forgetHabits(tx, customers ?? [])
  return stored
}
