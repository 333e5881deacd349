import { type Kysely, sql } from 'kysely'

/**
 * Purchases and metrics no longer ask the table of customers, row by row, whether their customer exists: that cost more
 * than everything else about storing a purchase. Nothing deletes a customer or a product (erasing keeps the row).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `alter table purchase drop constraint purchase_customer_fkey, drop constraint purchase_product_fkey`,
  `alter table customer_metric drop constraint customer_metric_customer_fkey`,
]
