import { type Kysely, sql } from 'kysely'

/** What customers earn and cost: the model of every calculation with its result, and units brought in from outside. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  `create table profit (
    version int generated always as identity primary key,
    model jsonb not null,
    result jsonb not null,
    made_at timestamptz not null default now(),
    made_by text not null
  )`,
  `create table customer_profit (
    customer int primary key references customer,
    revenue numeric(16,2) not null,
    margin numeric(16,2) not null,
    cost numeric(16,2) not null,
    profit numeric(16,2) not null
  )`,
  `create table activity_use (
    activity text not null,
    source text not null,
    source_ref text not null,
    customer int not null references customer,
    at timestamptz not null,
    units numeric(14,3) not null check (units >= 0),
    primary key (activity, source, source_ref)
  )`,
  `create index activity_use_by_customer on activity_use (customer)`,
]
