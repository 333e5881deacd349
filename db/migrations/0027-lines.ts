import { type Kysely, sql } from 'kysely'

/** Purchases of several products have lines; what customers mostly buy is kept. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // Only of purchases with more than one line: what was bought alone stands in the purchase's own row. A purchase that
  // has lines names no product itself.
  `create table purchase_line (
    purchase bigint not null,
    no smallint not null,
    product int not null,
    quantity int not null,
    amount numeric(14,2) not null,
    primary key (purchase, no)
  )`,
  `create index purchase_line_by_product on purchase_line (product)`,
  // Right as long as \`purchases\` is the count of the customer's metrics; whoever it is not right for is counted live.
  `create table customer_habit (
    customer int primary key,
    purchases int not null,
    channel text,
    category text,
    products int not null
  ) with (fillfactor = 80)`,
]
