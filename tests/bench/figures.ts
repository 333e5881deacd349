/** What one number must reach. */
export type Goal = { readonly atLeast: number } | { readonly atMost: number }

export interface FigureKind {
  readonly unit: string
  /** In one line, for the documentation. */
  readonly meaning: string
  readonly goal?: Goal
}

const figure = <const Kind extends FigureKind>(kind: Kind) => kind

/** Every figure that is published, in the order of docs/benchmarks.md. */
export const figures = {
  temporal_transitions_per_customer_single: figure({
    unit: 'transitions/customer',
    meaning:
      'State transitions counted by the Temporal server for one workflow per customer with an activity per step.',
  }),
  temporal_transitions_per_customer_cohort: figure({
    unit: 'transitions/customer',
    meaning: 'The same, of cohorts, the workflow of the run included.',
  }),
  transitions_single_over_cohort: figure({
    unit: 'ratio',
    meaning: 'The first divided by the second.',
    goal: { atLeast: 1000 },
  }),
  transitions_local_over_cohort: figure({
    unit: 'ratio',
    meaning: 'The rival with local activities divided by cohorts.',
    goal: { atLeast: 200 },
  }),
  customers_per_s_cohort_moves: figure({
    unit: 'customers/s',
    meaning: 'Cohorts, six steps without a contact: turns, journal with reasons, orders, counters.',
  }),
  customers_per_s_cohort_contacts: figure({
    unit: 'customers/s',
    meaning:
      'Cohorts, six steps, two of them contacts: gate, write-ahead attempt and settling besides; the channel accepts at once.',
  }),
  customers_per_s_cohort_full: figure({
    unit: 'customers/s',
    meaning: 'The same steps, both contacts through a real SMTP conversation with a sink.',
  }),
  customers_per_s_single_contacts: figure({
    unit: 'customers/s',
    meaning: 'The best of three rivals with one workflow per customer, at the level of contacts.',
  }),
  customers_per_s_single_full: figure({
    unit: 'customers/s',
    meaning: 'The best of the three through SMTP.',
  }),
  cohort_over_single: figure({
    unit: 'ratio',
    meaning: 'Contacts: cohorts over the best rival, within a repetition.',
    goal: { atLeast: 300 },
  }),
  cohort_over_single_full: figure({
    unit: 'ratio',
    meaning: 'The same through SMTP.',
    goal: { atLeast: 100 },
  }),
  plain_sql_contacts_per_s: figure({
    unit: 'customers/s',
    meaning:
      'The floor: the same rows by set-based SQL, in the same transactions, without deciding, rendering and Temporal.',
  }),
  cohort_over_plain_sql: figure({
    unit: 'ratio',
    meaning: 'Contacts: cohorts over the floor, within a repetition.',
    goal: { atLeast: 0.5 },
  }),
  cost_growth_10k_to_1m_pct: figure({
    unit: '%',
    meaning:
      'CPU seconds per customer of the win-back plan with 1,000,000 customers against 10,000: worker, PostgreSQL and Temporal together.',
    goal: { atMost: 15 },
  }),
  million_contacts_s: figure({
    unit: 's',
    meaning: 'Busy seconds of 1,000,000 customers through the win-back plan.',
    goal: { atMost: 240 },
  }),
  rss_mb_waiting_10k: figure({
    unit: 'MiB',
    meaning: 'Memory of a worker whose cache holds the workflows of 10,000 waiting customers.',
  }),
  rss_mb_waiting_1m: figure({
    unit: 'MiB',
    meaning: 'The same of 1,000,000.',
  }),
  rss_growth_10k_to_1m_pct: figure({
    unit: '%',
    meaning: 'How much more memory a hundred times as many waiting customers take.',
    goal: { atMost: 20 },
  }),
  idle_cpu_pct_waiting_1m: figure({
    unit: '% of a core',
    meaning: 'CPU of that worker while nothing is due.',
    goal: { atMost: 2 },
  }),
  response_accept_p99_ms: figure({
    unit: 'ms',
    meaning: 'From the instant a response was to be sent until its 202: 2,000 requests a second.',
    goal: { atMost: 50 },
  }),
  response_to_step_p99_ms: figure({
    unit: 'ms',
    meaning:
      'From sending a response until the turn that takes its branch has begun: 200 a second over 50 cohorts.',
    goal: { atMost: 3000 },
  }),
  single_response_to_step_p99_ms: figure({
    unit: 'ms',
    meaning: 'The same for cohorts of one, 20 a second.',
    goal: { atMost: 300 },
  }),
  emails_per_s: figure({
    unit: 'e-mails/s',
    meaning: 'Deliveries with gate, write-ahead and settling, to a sink in a process of its own.',
  }),
  emails_over_bare_smtp: figure({
    unit: 'ratio',
    meaning: 'Over a bare nodemailer pool that composes the same messages, to the same sink.',
    goal: { atLeast: 0.5 },
  }),
  rehearsal_100k_s: figure({
    unit: 's',
    meaning: '100,000 customers through the win-back plan on virtual time, without Temporal.',
    goal: { atMost: 20 },
  }),
} as const

export type FigureName = keyof typeof figures

/** A published figure, or one of its parts: `customers_per_s_single_contacts_local`. */
export type FigureLine = FigureName | `${FigureName}_${string}`

/** The table of docs/benchmarks.md. */
export function figuresAsMarkdown(): string {
  const rows = Object.entries<FigureKind>(figures).map(
    ([name, { meaning, unit, goal }]) =>
      `| \`${name}\` | ${meaning} | ${unit} | ${goal ? wording(goal) : '–'} |`,
  )
  return ['| figure | means | unit | goal |', '|---|---|---|---|', ...rows, ''].join('\n')
}

export function wording(goal: Goal): string {
  return 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`
}
