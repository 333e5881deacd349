import { type Kysely, sql } from 'kysely'

/**
 * Inside, keys are small integers led by what lies together on disk: (run, cohort, …). What leaves the house is a uuid.
 * Columns that change with every move stand in no index and no index predicate, so PostgreSQL can update rows in place
 * (HOT); tables that change have room on their pages.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const statements = [
  // --- The installation ------------------------------------------------------------------------------------------
  `create table installation (
    id smallint primary key default 1 check (id = 1),
    uuid uuid not null default gen_random_uuid(),
    secret bytea not null default decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    zone text not null default 'Asia/Seoul',
    currency text not null default 'KRW',
    gate_open boolean not null default true,
    created_at timestamptz not null default now()
  )`,
  `insert into installation default values`,
  `create table policy (
    version int generated always as identity primary key,
    policy jsonb not null,
    created_at timestamptz not null default now(),
    created_by text not null
  )`,
  `insert into policy (policy, created_by) values ('{}', 'installation')`,
  `create table api_key (
    id text primary key,
    name text not null,
    role text not null check (role in ('admin', 'marketer', 'agent')),
    secret_hash bytea not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz
  )`,
  `create table audit (
    id bigint generated always as identity primary key,
    at timestamptz not null default now(),
    actor text not null,
    action text not null,
    subject text not null,
    detail jsonb not null default '{}'
  )`,

  // --- Customers and what they bought ------------------------------------------------------------------------------
  `create table customer (
    id int generated always as identity primary key,
    uuid uuid not null unique default gen_random_uuid(),
    external_id text not null unique,
    name text,
    email text,
    phone text,
    postal_code text,
    address text,
    gender text check (gender in ('f', 'm')),
    birth_date date,
    region text,
    language text not null default 'ko',
    zone text not null default 'Asia/Seoul',
    points int not null default 0,
    attributes jsonb not null default '{}',
    fictional boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    erased_at timestamptz
  )`,
  `create table product (
    id int generated always as identity primary key,
    code text not null unique,
    name text not null,
    category text,
    price numeric(14,2)
  )`,
  // A row without an id of its own is known by what it says and its ordinal among equal rows of its source.
  `create table purchase (
    id bigint generated always as identity primary key,
    customer int not null references customer,
    at timestamptz not null,
    amount numeric(14,2) not null,
    quantity int not null default 1,
    product int references product,
    channel text,
    source text not null,
    source_ref text not null,
    repeated boolean not null default false,
    created_at timestamptz not null default now(),
    unique (source, source_ref)
  )`,
  `create index purchase_by_customer on purchase (customer, at) include (amount)`,
  `create index purchase_by_day on purchase (at)`,
  `create table customer_metric (
    customer int primary key references customer,
    first_purchase_at timestamptz not null,
    last_purchase_at timestamptz not null,
    purchase_count int not null,
    total_amount numeric(16,2) not null
  ) with (fillfactor = 80)`,
  `create index customer_metric_by_last on customer_metric (last_purchase_at)`,
  `create table import_job (
    id uuid primary key default gen_random_uuid(),
    kind text not null,
    source text not null,
    state text not null,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    counts jsonb not null default '{}'
  )`,

  // --- May we contact them? ------------------------------------------------------------------------------------------
  // Bits per channel: email 1, sms 2, letter 4, call 8. Scope 0 is the real world; a sandbox run has rows of its own,
  // copied from scope 0 when first needed. \`recent\`: instants of the latest advertising contacts, newest first.
  `create table contact_state (
    scope int not null default 0,
    customer int not null,
    consent smallint not null default 0,
    night_consent smallint not null default 0,
    suppressed smallint not null default 0,
    recent timestamptz[] not null default '{}',
    primary key (scope, customer)
  ) with (fillfactor = 70)`,
  `create table consent_event (
    id bigint generated always as identity primary key,
    customer int not null references customer,
    channel text not null,
    given boolean not null,
    night boolean not null default false,
    at timestamptz not null default now(),
    source text not null,
    proof text
  )`,
  `create index consent_event_by_customer on consent_event (customer)`,
  // Survives the erasure of the customer: a keyed hash of the address.
  `create table suppression (
    channel text not null,
    address_hash bytea not null,
    reason text not null,
    at timestamptz not null default now(),
    primary key (channel, address_hash)
  )`,

  // --- What marketers make --------------------------------------------------------------------------------------------
  `create table segment (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    description text not null default '',
    rule jsonb not null,
    size int,
    counted_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table offer (
    id uuid primary key default gen_random_uuid(),
    name text not null unique,
    content jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  `create table campaign (
    id int generated always as identity primary key,
    uuid uuid not null unique default gen_random_uuid(),
    name text not null,
    brief jsonb not null default '{}',
    revision int not null default 0,
    created_by text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    archived_at timestamptz
  )`,
  `create table scenario (
    id int generated always as identity primary key,
    uuid uuid not null unique default gen_random_uuid(),
    campaign int not null references campaign,
    name text not null,
    draft jsonb not null,
    revision int not null default 0,
    updated_at timestamptz not null default now(),
    updated_by text not null
  )`,
  `create index scenario_by_campaign on scenario (campaign)`,
  // A node id keeps its number and its kind for ever.
  `create table scenario_node (
    scenario int not null references scenario,
    no smallint not null,
    node_id text not null,
    kind text not null,
    primary key (scenario, no),
    unique (scenario, node_id)
  )`,
  `create table plan (
    id int generated always as identity primary key,
    scenario int not null references scenario,
    version int not null,
    hash text not null,
    plan jsonb not null,
    source jsonb not null,
    published_at timestamptz not null default now(),
    published_by text not null,
    unique (scenario, version)
  )`,

  // --- Runs -------------------------------------------------------------------------------------------------------------
  // The run's clock: live and test runs add an offset to the real clock; a sandbox stands at clock_at until it is moved.
  `create table run (
    id int generated always as identity primary key,
    uuid uuid not null unique default gen_random_uuid(),
    plan int not null references plan,
    kind text not null check (kind in ('live', 'test', 'sandbox')),
    state text not null default 'starting' check (state in ('starting', 'running', 'paused', 'ended', 'cancelled')),
    settings jsonb not null,
    audience_size int,
    excluded jsonb not null default '{}',
    admitted int not null default 0,
    clock_offset interval not null default '0',
    clock_at timestamptz,
    clock_moved_at timestamptz not null default now(),
    started_at timestamptz not null default now(),
    started_by text not null,
    as_of timestamptz not null,
    ended_at timestamptz
  ) with (fillfactor = 50)`,
  `create index run_by_plan on run (plan)`,
  `create function run_now(r run) returns timestamptz language sql stable
    as $$ select coalesce(r.clock_at, clock_timestamp() + r.clock_offset) $$`,
  `create table run_pause (
    run int not null references run,
    from_at timestamptz not null,
    until_at timestamptz,
    primary key (run, from_at)
  )`,
  `create table run_audience (
    run int not null,
    no int not null,
    customer int not null,
    primary key (run, no)
  )`,
  `create table budget (
    run int primary key,
    total numeric(16,2),
    spent numeric(16,2) not null default 0
  ) with (fillfactor = 50)`,

  // --- Who stands where ---------------------------------------------------------------------------------------------------
  `create table cohort (
    run int not null,
    no int not null,
    next_seq int not null default 0,
    last_result jsonb,
    dirty int not null default 1,
    seen int not null default 0,
    dirty_at timestamptz not null default now(),
    next_due timestamptz,
    ready boolean not null default true,
    sending boolean not null default false,
    started boolean not null default false,
    done boolean not null default false,
    primary key (run, no)
  ) with (fillfactor = 40)`,
  // state: 0 ready, 1 parked, 2 held, 3 ended. active (not ended) changes once; state stands in no index.
  `create table enrolment (
    run int not null,
    cohort int not null,
    no int not null,
    customer int not null,
    entry uuid not null default gen_random_uuid(),
    plan int not null,
    node smallint not null,
    visit smallint not null default 1,
    seq smallint not null default 0,
    state smallint not null default 0,
    active boolean not null default true,
    woken boolean not null default false,
    entered_at timestamptz not null,
    arrived_at timestamptz not null,
    due timestamptz,
    reason text,
    primary key (run, cohort, no)
  ) with (fillfactor = 50)`,
  `create unique index enrolment_active on enrolment (run, customer) where active`,
  `create index enrolment_by_customer on enrolment (customer)`,
  // One row per move: from node, by port, to the next; seq has no gap. at: the run's logical instant; made_at: real time.
  `create table journal (
    run int not null,
    enrolment int not null,
    seq smallint not null,
    node smallint not null,
    visit smallint not null,
    port text,
    code text not null,
    why jsonb,
    at timestamptz not null,
    made_at timestamptz not null default now(),
    primary key (run, enrolment, seq)
  )`,
  // what: 'entered', 'port:<name>', 'ended', 'held', 'failed', 'sent', 'unsent'
  `create table counter (
    run int not null,
    node smallint not null,
    what text not null,
    slot smallint not null,
    n bigint not null,
    primary key (run, node, what, slot)
  ) with (fillfactor = 50)`,
  `create table counter_change (
    run int not null,
    minute timestamptz not null,
    node smallint not null,
    what text not null,
    slot smallint not null,
    n bigint not null,
    primary key (run, minute, node, what, slot)
  ) with (fillfactor = 60)`,

  // --- Contacts -------------------------------------------------------------------------------------------------------------
  // status: 0 ordered, 2 started, 3 accepted, 4 refused, 5 failed, 6 expired, 7 unknown, 8 cancelled
  `create table intent (
    run int not null,
    cohort int not null,
    node smallint not null,
    enrolment int not null,
    visit smallint not null,
    occurrence smallint not null default 0,
    customer int not null,
    outward uuid not null,
    channel text not null,
    status smallint not null default 0,
    attempt smallint not null default 0,
    ordered_at timestamptz not null,
    expires_at timestamptz not null,
    not_before timestamptz,
    retry_at timestamptz,
    lease_until timestamptz,
    started_at timestamptz,
    settled_at timestamptz,
    cost numeric(14,2) not null default 0,
    provider_ref text,
    reason text,
    policy int,
    primary key (run, cohort, node, enrolment, visit, occurrence)
  ) with (fillfactor = 40)`,
  `create unique index intent_outward on intent (outward)`,
  `create index intent_by_customer on intent (customer)`,
  // Written before anything goes out: what was to be sent, to which address. Purged when the customer is erased.
  `create table attempt (
    run int not null,
    cohort int not null,
    node smallint not null,
    enrolment int not null,
    visit smallint not null,
    occurrence smallint not null,
    attempt smallint not null,
    started_at timestamptz not null default now(),
    rendered jsonb,
    result text,
    primary key (run, cohort, node, enrolment, visit, occurrence, attempt)
  )`,
  // What came back, per contact and kind: a join of everything heard, whatever its order.
  `create table response (
    run int not null,
    cohort int not null,
    node smallint not null,
    enrolment int not null,
    visit smallint not null,
    occurrence smallint not null default 0,
    kind text not null,
    first_at timestamptz not null,
    last_at timestamptz not null,
    n int not null default 1,
    detail text,
    primary key (run, cohort, node, enrolment, visit, occurrence, kind)
  ) with (fillfactor = 80)`,
  // Purchases attributed to a run, once each; a sandbox's simulated purchases stand here alone (purchase is null).
  `create table run_purchase (
    run int not null,
    cohort int not null,
    enrolment int not null,
    ref text not null,
    purchase bigint,
    at timestamptz not null,
    amount numeric(14,2) not null,
    primary key (run, cohort, enrolment, ref)
  )`,
  `create table reward_issue (
    run int not null,
    cohort int not null,
    enrolment int not null,
    node smallint not null,
    visit smallint not null,
    code text not null,
    cost numeric(14,2) not null,
    face_value numeric(14,2) not null,
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    redeemed_at timestamptz,
    primary key (run, cohort, enrolment, node, visit)
  ) with (fillfactor = 80)`,
  `create table reward_stock (
    run int not null,
    node smallint not null,
    total int not null,
    issued int not null default 0,
    primary key (run, node)
  ) with (fillfactor = 50)`,
  // Simulated profile changes of a sandbox run; a live run changes the customer.
  `create table sandbox_profile (
    run int not null,
    customer int not null,
    attributes jsonb not null default '{}',
    points int not null default 0,
    primary key (run, customer)
  )`,
  `create table call_task (
    outward uuid primary key,
    run int not null,
    cohort int not null,
    node smallint not null,
    enrolment int not null,
    visit smallint not null,
    occurrence smallint not null default 0,
    customer int not null,
    purpose text not null,
    script text not null,
    attempts int not null default 0,
    max_attempts int not null,
    retry_after_ms bigint not null,
    next_at timestamptz not null,
    expires_at timestamptz not null,
    state text not null default 'open' check (state in ('open', 'done', 'expired', 'cancelled')),
    agent text,
    taken_until timestamptz,
    outcome text,
    memo text not null default '',
    created_at timestamptz not null default now(),
    ended_at timestamptz
  ) with (fillfactor = 70)`,
  `create index call_task_queue on call_task (next_at) where state = 'open'`,
  `create index call_task_by_run on call_task (run, enrolment)`,
  // at: the run's logical instant; made_at: real time. A report taken back stays, with undone_at.
  `create table call_log (
    id bigint generated always as identity primary key,
    outward uuid not null,
    at timestamptz not null,
    agent text not null,
    outcome text not null,
    memo text not null default '',
    event_id text unique,
    made_at timestamptz not null default now(),
    undone_at timestamptz
  )`,
  `create index call_log_by_task on call_log (outward)`,

  // --- What comes in ------------------------------------------------------------------------------------------------------------
  // run is set for events of a sandbox. state: 0 new, 1 merged, 2 processed (its cohorts are woken), 3 without a match (kept, shown)
  `create table inbox (
    id bigint generated always as identity primary key,
    source text not null,
    event_id text not null,
    run int,
    customer int,
    event jsonb not null,
    state smallint not null default 0,
    received_at timestamptz not null default now(),
    processed_at timestamptz,
    problem text,
    unique (source, event_id)
  ) with (fillfactor = 70)`,
  `create index inbox_open on inbox (id) where state < 2`,
  `create index inbox_new_by_customer on inbox (customer) where state = 0`,

  // --- The sandbox's world ----------------------------------------------------------------------------------------------------------
  `create table sandbox_message (
    outward uuid primary key,
    run int not null,
    enrolment int not null,
    node smallint not null,
    visit smallint not null,
    channel text not null,
    recipient text,
    message jsonb not null,
    accepted_at timestamptz not null,
    times int not null default 1
  )`,
  `create index sandbox_message_by_run on sandbox_message (run, accepted_at)`,
  // Answers that simulated customers will give, each at its instant of the run's clock.
  `create table sandbox_answer (
    run int not null,
    at timestamptz not null,
    outward uuid not null,
    response text not null,
    amount numeric(14,2),
    primary key (run, at, outward, response)
  )`,

  // --- Letters: a batch is frozen once; exporting again gives the same bytes ----------------------------------------------------------
  `create table print_batch (
    key text primary key,
    run int not null,
    node smallint not null,
    file text not null,
    rows int not null,
    sha256 text not null,
    content text not null,
    created_at timestamptz not null default now()
  )`,
  // Which batch a contact stands in, so that none gets a second line.
  `create table print_line (
    outward uuid primary key,
    batch text not null references print_batch
  )`,
]
