import type { Channel } from '../schemas/basics.ts'

/**
 * What a workflow may ask of the world: ids and counts go out and come back, never customers.
 * Every activity is idempotent.
 */
export interface CohortRef {
  readonly run: number
  readonly cohort: number
  /** Its customers came by an event: its work goes before that of broadcasts. */
  readonly urgent?: boolean
}

export interface TurnResult {
  /** The sequence number to come with next time. */
  readonly seq: number
  /** Something is ready now; take another turn at once. */
  readonly ready: boolean
  /** Contact nodes with intents to send, each with the task queue of its channel. */
  readonly deliver: readonly DeliveryTask[]
  /** Real milliseconds until something is due; null: only a wake-up can change anything. */
  readonly nextDueInMs: number | null
  /** Active enrolments; 0 ends the workflow. */
  readonly remaining: number
  /** Of a cohort that nobody is left in: other cohorts of the run go on, so the run need not be told. */
  readonly othersGoOn?: boolean
}

export interface DeliveryTask {
  readonly node: number
  readonly queue: Channel
  /** The step's title, shown as the activity's summary in Temporal's pages. */
  readonly title: string
}

export interface DeliveryResult {
  readonly settled: number
  /** More could go out now; come again at once. */
  readonly more: boolean
}

export interface AdmissionResult {
  readonly admitted: number
  /** Still to be admitted. */
  readonly left: number
  /** Real milliseconds to let pass before the next chunk. */
  readonly waitMs: number
}

export interface RunActivities {
  takeAudience(input: { run: number }): Promise<{ size: number }>
  admit(input: { run: number }): Promise<AdmissionResult>
  /** Starts the workflow of every unfinished cohort of the run that has none. */
  startCohorts(input: { run: number }): Promise<{ started: number }>
  /** Ends the run when the rows say that everybody has ended and nobody may come. */
  finishRun(input: { run: number }): Promise<FinishResult>
}

export interface FinishResult {
  readonly ended: boolean
  /** Somebody can be admitted now, or the audience is due. */
  readonly more: boolean
  /** Real milliseconds until the audience is due; null: none is known, or only a call can tell. */
  readonly lookInMs: number | null
}

/** When a run's audience is taken again, by clocks in `zone`. */
export interface AdmissionSchedule {
  readonly run: number
  /** HH:MM. */
  readonly time: string
  /** Monday is 1. */
  readonly weekdays: readonly number[]
  readonly zone: string
  readonly state: 'active' | 'paused' | 'gone'
}

export interface TurnActivities {
  takeTurns(input: CohortRef & { seq: number }): Promise<TurnResult>
}

export interface DeliveryActivities {
  /** `seq`: the number of the next turn as the workflow knows it; rows that do not know it yet were restored. */
  deliver(input: CohortRef & { node: number; seq?: number }): Promise<DeliveryResult>
}

/** What is worked on apart from the rest, so that a slow provider holds up nobody else. */
export type Queue = 'control' | 'turns' | Channel

/** Name of a task queue; `prefix` keeps installations apart that share a Temporal namespace. */
export function queueName(prefix: string, queue: Queue): string {
  return `${prefix}-${queue}`
}

/** What the rest of Dasi may ask of the workflows; wired in bin to Temporal. */
export interface WorkflowPort {
  /** Starts the workflow of a run; one that runs already is left alone. */
  startRun(run: number): Promise<void>
  /**
   * Tells a run to look at its rows at once, for it was resumed, closed, given another rate, or its audience is due;
   * starts its workflow if it has none. May be lost: the run looks every ten minutes anyway.
   */
  enter(run: number): Promise<void>
  /** Tells cohorts to look again. May be lost: the sweeper repeats it. */
  wake(cohorts: readonly CohortRef[]): Promise<void>
  /** As `wake`; a cohort without a workflow gets one. */
  revive(cohorts: readonly CohortRef[]): Promise<void>
}
