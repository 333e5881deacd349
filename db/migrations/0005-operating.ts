import { type Kysely, sql } from 'kysely'

/** What operators do to runs, versions of a running plan, and what alerts are read from. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // One act of an operator, done cohort by cohort: everything below next_cohort has been done.
  `create table operation (
    id int generated always as identity primary key,
    run int not null references run,
    action text not null,
    request jsonb not null,
    state text not null default 'running' check (state in ('running', 'done', 'stopped')),
    next_cohort int not null default 0,
    selected int not null,
    applied int not null default 0,
    refused jsonb not null default '{}',
    made_by text not null,
    made_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  `create index operation_by_run on operation (run, id)`,
  `create index operation_running on operation (id) where state = 'running'`,
  // Two migrations of one run would undo each other.
  `create unique index operation_migrating on operation (run) where state = 'running' and action = 'migrate'`,
  // When a migration came to a cohort: who stayed at the step has no move in the journal.
  `create table operation_cohort (
    operation int not null references operation,
    cohort int not null,
    made_at timestamptz not null default now(),
    primary key (operation, cohort)
  )`,
  // Plans that customers of a run were moved between; a run that never changed its plan has no rows.
  `create table run_plan (
    run int not null references run,
    plan int not null references plan,
    primary key (run, plan)
  )`,
  // Whoever stands at a changed wait may finish it by the plan of before; null: by the enrolment’s own.
  `alter table enrolment add column decided_by int`,
  // Contacts are open at steps where nobody waits for them: begun before their customer left, or sent again.
  `alter table cohort add column stray boolean not null default false`,
  // A channel whose provider takes nothing; the row goes with the next contact that is accepted.
  `create table channel_trouble (
    channel text primary key,
    since timestamptz not null default now(),
    last_at timestamptz not null default now(),
    code text not null,
    attempts int not null
  )`,
  // Those held are counted by reason from now on.
  `insert into counter (run, node, what, slot, n)
    select run, node, 'held:' || coalesce(reason, ''), 0, count(*) from enrolment
    where active and state = 2 group by run, node, reason`,
  `insert into counter_change (run, minute, node, what, slot, n)
    select run, date_trunc('minute', now()), node, what, 0, n from counter where what like 'held:%'`,
  `create index suppression_bounced on suppression (channel, at) where reason = 'bounced'`,
  `create index audit_by_subject on audit (subject text_pattern_ops, id)`,
]
