import type { ColumnType, Generated, Kysely, Transaction } from 'kysely'
import type { OperationAction } from '../schemas/api/operations.ts'
import type { Channel, InstantMs } from '../schemas/basics.ts'
import type { Brief } from '../schemas/brief.ts'
import type { InboxEvent } from '../schemas/inbox.ts'
import type { Message } from '../schemas/kinds/channel.ts'
import type { OfferContent } from '../schemas/kinds/offer.ts'
import type { Plan } from '../schemas/plan.ts'
import type { Role } from '../schemas/role.ts'
import type { Rule } from '../schemas/rule.ts'
import type { RunKind, RunSettings, RunState } from '../schemas/run.ts'
import type { Scenario } from '../schemas/scenario.ts'
import type { ScoreKind } from '../schemas/score.ts'

/** timestamptz: read as epoch milliseconds, written as Date. */
type Instant = ColumnType<InstantMs, Date, Date>
type InstantNow = ColumnType<InstantMs, Date | undefined, Date>
type InstantOrNull = ColumnType<InstantMs | null, Date | null | undefined, Date | null>
/** jsonb: read parsed, written as JSON text. */
type Json<T> = ColumnType<T, string, string>
type JsonDefault<T> = ColumnType<T, string | undefined, string>
/** numeric: read as a number, written as number or text. */
type Money = ColumnType<number, number | string, number | string>
type MoneyDefault = ColumnType<number, number | string | undefined, number | string>
type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>
type Day = ColumnType<string | null, string | null | undefined, string | null>

type JsonOrNull<T> = ColumnType<T | null, string | null | undefined, string | null>

interface ImportProgress {
  readonly bytes?: number
  readonly rows?: number
  readonly rejected?: number
}

export interface Database {
  installation: {
    id: Generated<number>
    uuid: Generated<string>
    secret: Generated<Buffer>
    zone: Generated<string>
    currency: Generated<string>
    gate_open: Generated<boolean>
    doubt_until: InstantOrNull
    beat: Generated<number>
    alive_at: InstantNow
    away_since: InstantOrNull
    away_until: InstantOrNull
    first_seq: Generated<number>
    created_at: InstantNow
  }
  policy: {
    version: Generated<number>
    policy: Json<unknown>
    created_at: InstantNow
    created_by: string
  }
  api_key: {
    id: string
    name: string
    role: Role
    secret_hash: Buffer
    created_at: InstantNow
    expires_at: InstantOrNull
    revoked_at: InstantOrNull
    last_used_at: InstantOrNull
  }
  /** Secrets shared with providers that sign what they post. */
  hook_secret: {
    id: string
    name: string
    secret: Buffer
    created_at: InstantNow
    revoked_at: InstantOrNull
  }
  audit: {
    id: Generated<number>
    at: InstantNow
    actor: string
    action: string
    subject: string
    detail: JsonDefault<unknown>
  }
  customer: {
    id: Generated<number>
    uuid: Generated<string>
    external_id: string
    name: Nullable<string>
    email: Nullable<string>
    phone: Nullable<string>
    postal_code: Nullable<string>
    address: Nullable<string>
    gender: Nullable<'f' | 'm'>
    birth_date: Day
    region: Nullable<string>
    language: Generated<string>
    zone: Generated<string>
    points: Generated<number>
    attributes: JsonDefault<Record<string, string | number | boolean>>
    fictional: Generated<boolean>
    created_at: InstantNow
    updated_at: InstantNow
    erased_at: InstantOrNull
    /** The customer who is the same person; whoever is merged is out of sight, as the erased are. */
    merged_into: Nullable<number>
  }
  product: {
    id: Generated<number>
    code: string
    name: string
    category: Nullable<string>
    price: ColumnType<number | null, number | string | null | undefined, number | string | null>
  }
  purchase: {
    id: Generated<number>
    customer: number
    at: Instant
    amount: Money
    quantity: Generated<number>
    product: Nullable<number>
    channel: Nullable<string>
    source: string
    source_ref: string
    repeated: Generated<boolean>
  }
  purchase_line: {
    purchase: number
    no: number
    product: number
    quantity: number
    amount: Money
  }
  customer_habit: {
    customer: number
    purchases: number
    channel: Nullable<string>
    category: Nullable<string>
    products: number
  }
  customer_metric: {
    customer: number
    first_purchase_at: Instant
    last_purchase_at: Instant
    purchase_count: number
    total_amount: Money
  }
  score_model: {
    id: Generated<number>
    kind: ScoreKind
    name: string
    version: number
    settings: Json<unknown>
    parameters: Json<unknown>
    quality: Json<unknown>
    window_from: InstantOrNull
    as_of: Instant
    customers: number
    made_at: InstantNow
    made_by: string
  }
  /** Which model the values of a key come from. */
  score: { key: string; model: number }
  customer_list: {
    id: Generated<string>
    name: string
    created_at: InstantNow
    created_by: string
    /** The segment it was taken from. */
    segment: Nullable<string>
    as_of: InstantOrNull
  }
  customer_list_member: { list: string; customer: number }
  profit: {
    version: Generated<number>
    model: Json<unknown>
    result: Json<unknown>
    made_at: InstantNow
    made_by: string
  }
  customer_profit: {
    customer: number
    revenue: Money
    margin: Money
    cost: Money
    profit: Money
  }
  activity_use: {
    activity: string
    source: string
    source_ref: string
    customer: number
    at: Instant
    units: Money
  }
  customer_score: { customer: number; scores: Json<Record<string, number>> }
  import_job: {
    id: Generated<string>
    kind: string
    source: string
    state: string
    started_at: InstantNow
    ended_at: InstantOrNull
    counts: JsonDefault<Record<string, number>>
    by: Generated<string>
    file: Nullable<string>
    progress: JsonDefault<ImportProgress>
    cancel_asked: Generated<boolean>
    report: JsonOrNull<unknown>
    rejects: Nullable<string>
    /** When it last said how far it is. */
    told_at: InstantNow
  }
  import_mapping: {
    kind: string
    source: string
    mapping: Json<Record<string, string>>
    date_format: Nullable<string>
    saved_at: InstantNow
  }
  attribute: {
    key: string
    label: string
    type: 'text' | 'number' | 'boolean'
    unit: Nullable<string>
    allowed: JsonOrNull<readonly string[]>
    made_by: string
    made_at: InstantNow
  }
  feed_event: { source: string; event_id: string; kind: string; taken_at: InstantNow }
  quality_mark: { at: Instant; subject: string; total: number; filled: number; valid: number }
  customer_merge: {
    id: Generated<number>
    kept: number
    gone: number
    moved: Json<unknown>
    made_by: string
    made_at: InstantNow
    undone_by: Nullable<string>
    undone_at: InstantOrNull
  }
  contact_state: {
    scope: Generated<number>
    customer: number
    consent: Generated<number>
    night_consent: Generated<number>
    suppressed: Generated<number>
    recent: ColumnType<InstantMs[], Date[] | undefined, Date[]>
  }
  consent_event: {
    id: Generated<number>
    customer: number
    channel: Channel
    given: boolean
    night: Generated<boolean>
    at: InstantNow
    source: string
    proof: Nullable<string>
  }
  suppression: { channel: Channel; address_hash: Buffer; reason: string; at: InstantNow }
  segment: {
    id: Generated<string>
    name: string
    description: Generated<string>
    rule: Json<Rule>
    size: Nullable<number>
    counted_at: InstantOrNull
    created_at: InstantNow
    updated_at: InstantNow
  }
  segment_size: {
    segment: string
    at: Instant
    size: number
    of_all: number
    cause: 'daily' | 'asked' | 'run.started' | 'run.ended'
    run: Nullable<number>
    rule_hash: string
  }
  offer: {
    id: Generated<string>
    name: string
    content: Json<OfferContent>
    created_at: InstantNow
    updated_at: InstantNow
  }
  saved_message: {
    id: Generated<string>
    name: string
    channel: Channel
    message: Json<Message>
    updated_by: string
    updated_at: InstantNow
  }
  campaign: {
    id: Generated<number>
    uuid: Generated<string>
    name: string
    brief: JsonDefault<Brief>
    revision: Generated<number>
    created_by: string
    created_at: InstantNow
    updated_at: InstantNow
    archived_at: InstantOrNull
  }
  scenario: {
    id: Generated<number>
    uuid: Generated<string>
    campaign: number
    name: string
    draft: Json<Scenario>
    revision: Generated<number>
    updated_at: InstantNow
    updated_by: string
  }
  template: {
    id: Generated<string>
    name: string
    description: Generated<string>
    scenario: Json<Scenario>
    created_by: string
    created_at: InstantNow
  }
  draft_mark: {
    scenario: number
    revision: number
    draft: Json<Scenario>
    saved_by: string
    saved_at: ColumnType<InstantMs, Date, Date>
  }
  scenario_node: { scenario: number; no: number; node_id: string; kind: string }
  plan: {
    id: Generated<number>
    scenario: number
    version: number
    hash: string
    plan: Json<Plan>
    source: Json<Scenario>
    published_at: InstantNow
    published_by: string
  }
  run: {
    id: Generated<number>
    uuid: Generated<string>
    plan: number
    kind: RunKind
    state: Generated<RunState>
    settings: Json<RunSettings>
    audience_size: Nullable<number>
    excluded: JsonDefault<Record<string, number>>
    admitted: Generated<number>
    clock_offset: Generated<string>
    clock_at: InstantOrNull
    clock_moved_at: InstantNow
    started_at: InstantNow
    started_by: string
    as_of: Instant
    ended_at: InstantOrNull
    accepting: Generated<boolean>
    admission_due: InstantOrNull
    entry_event: Nullable<string>
    closed_at: InstantOrNull
    chunk_at: InstantOrNull
    chunk_size: Generated<number>
  }
  /** Plans that customers of a run were moved between. */
  run_plan: { run: number; plan: number }
  operation: {
    id: Generated<number>
    run: number
    action: OperationAction
    request: Json<unknown>
    state: Generated<'running' | 'done' | 'stopped'>
    next_cohort: Generated<number>
    selected: number
    applied: Generated<number>
    refused: JsonDefault<Record<string, number>>
    made_by: string
    made_at: InstantNow
    ended_at: InstantOrNull
  }
  operation_cohort: { operation: number; cohort: number; made_at: InstantNow }
  channel_trouble: {
    channel: Channel
    since: InstantNow
    last_at: InstantNow
    code: string
    attempts: number
  }
  /** What a restored database may have forgotten of a run. */
  doubt: {
    id: Generated<number>
    run: number
    since: Instant
    until: InstantOrNull
    from_no: Generated<number>
    to_no: Generated<number>
  }
  run_pause: { run: number; from_at: Instant; until_at: InstantOrNull }
  run_audience: { run: number; no: number; customer: number }
  run_entry: {
    id: Generated<number>
    run: number
    customer: number
    at: Instant
    received_at: InstantNow
  }
  budget: {
    run: number
    total: ColumnType<number | null, number | string | null, number | string | null>
    spent: MoneyDefault
  }
  cohort: {
    run: number
    no: number
    next_seq: Generated<number>
    last_result: ColumnType<unknown, string | null | undefined, string | null>
    dirty: Generated<number>
    seen: Generated<number>
    dirty_at: InstantNow
    next_due: InstantOrNull
    look_at: InstantOrNull
    ready: Generated<boolean>
    sending: Generated<boolean>
    started: Generated<boolean>
    done: Generated<boolean>
    /** Contacts are open at steps where nobody waits for them. */
    stray: Generated<boolean>
  }
  enrolment: {
    run: number
    cohort: number
    no: number
    customer: number
    entry: Generated<string>
    plan: number
    node: number
    visit: Generated<number>
    seq: Generated<number>
    state: Generated<number>
    active: Generated<boolean>
    woken: Generated<boolean>
    entered_at: Instant
    arrived_at: Instant
    due: InstantOrNull
    reason: Nullable<string>
    /** Plan by which the present step is decided, if another than `plan`. */
    decided_by: Nullable<number>
  }
  journal: {
    run: number
    enrolment: number
    seq: number
    node: number
    visit: number
    port: Nullable<string>
    code: string
    why: ColumnType<
      Record<string, string | number> | null,
      string | null | undefined,
      string | null
    >
    at: Instant
    made_at: InstantNow
  }
  counter: { run: number; node: number; what: string; slot: number; n: number }
  counter_change: {
    run: number
    minute: Instant
    node: number
    what: string
    slot: number
    n: number
  }
  /** Sums of all changes of a run’s counters before an hour. */
  counter_mark: { run: number; until: Instant; node: number; what: string; n: number }
  intent: {
    run: number
    cohort: number
    node: number
    enrolment: number
    visit: number
    occurrence: Generated<number>
    customer: number
    outward: string
    channel: Channel
    status: Generated<number>
    attempt: Generated<number>
    ordered_at: Instant
    expires_at: Instant
    not_before: InstantOrNull
    retry_at: InstantOrNull
    lease_until: InstantOrNull
    started_at: InstantOrNull
    settled_at: InstantOrNull
    cost: MoneyDefault
    provider_ref: Nullable<string>
    reason: Nullable<string>
    /** Version of the policy that refused it. */
    policy: Nullable<number>
  }
  attempt: {
    run: number
    cohort: number
    node: number
    enrolment: number
    visit: number
    occurrence: number
    attempt: number
    started_at: InstantNow
    rendered: ColumnType<unknown, string | null | undefined, string | null>
    result: Nullable<string>
  }
  response: {
    run: number
    cohort: number
    node: number
    enrolment: number
    visit: number
    occurrence: Generated<number>
    kind: string
    first_at: Instant
    last_at: Instant
    n: Generated<number>
    detail: Nullable<string>
    merged_at: ColumnType<InstantMs | null, Date | undefined, never>
  }
  run_purchase: {
    run: number
    cohort: number
    enrolment: number
    ref: string
    purchase: Nullable<number>
    at: Instant
    amount: Money
    merged_at: ColumnType<InstantMs | null, Date | undefined, never>
  }
  reward_issue: {
    run: number
    cohort: number
    enrolment: number
    node: number
    visit: number
    code: string
    cost: Money
    face_value: Money
    issued_at: Instant
    expires_at: Instant
    redeemed_at: InstantOrNull
  }
  reward_stock: { run: number; node: number; total: number; issued: Generated<number> }
  sandbox_profile: {
    run: number
    customer: number
    attributes: JsonDefault<Record<string, string | number | boolean>>
    points: Generated<number>
  }
  call_task: {
    outward: string
    run: number
    cohort: number
    node: number
    enrolment: number
    visit: number
    occurrence: Generated<number>
    customer: number
    purpose: string
    script: string
    attempts: Generated<number>
    max_attempts: number
    retry_after_ms: number
    next_at: Instant
    expires_at: Instant
    state: Generated<'open' | 'done' | 'expired' | 'cancelled'>
    agent: Nullable<string>
    taken_until: InstantOrNull
    outcome: Nullable<string>
    memo: Generated<string>
    created_at: InstantNow
    ended_at: InstantOrNull
  }
  call_log: {
    id: Generated<number>
    outward: string
    at: Instant
    agent: string
    outcome: string
    memo: Generated<string>
    event_id: Nullable<string>
    made_at: InstantNow
    undone_at: InstantOrNull
  }
  inbox: {
    id: Generated<number>
    source: string
    event_id: string
    run: Nullable<number>
    customer: Nullable<number>
    event: Json<InboxEvent>
    state: Generated<number>
    received_at: InstantNow
    processed_at: InstantOrNull
    problem: Nullable<string>
  }
  sandbox_message: {
    outward: string
    run: number
    enrolment: number
    node: number
    visit: number
    channel: Channel
    recipient: Nullable<string>
    message: Json<{ subject: string; body: string }>
    accepted_at: Instant
    times: Generated<number>
  }
  sandbox_answer: {
    run: number
    at: Instant
    outward: string
    response: string
    amount: ColumnType<number | null, number | string | null | undefined, number | string | null>
  }
  print_batch: {
    key: string
    run: number
    node: number
    file: string
    rows: number
    sha256: string
    content: string
    created_at: InstantNow
    /** Lines of customers who were erased since; the checksum of what remains. */
    purged: Generated<number>
    rest_sha256: Nullable<string>
  }
  print_line: { outward: string; batch: string }
}

export type Db = Kysely<Database>
export type Tx = Transaction<Database>
/** Reads that may run inside or outside a transaction. */
export type DbOrTx = Db | Tx
