import { type Kysely, sql } from 'kysely'

/** Lists of customers that were brought in from a file, for segments. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table customer_list (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    created_at timestamptz not null default now(),
    created_by text not null
  )`,
  `create table customer_list_member (
    list uuid not null references customer_list on delete cascade,
    customer int not null references customer,
    primary key (list, customer)
  )`,
  `create index customer_list_by_customer on customer_list_member (customer)`,
]
