/**
 * Places between two effects where a crash matters, in the order in which a run passes them. They are there for proof
 * alone: nothing happens at them unless whoever wires the parts passes a `Reach` of its own.
 */
export const points = [
  /** A run stands in the database; its workflow has not been started. */
  'launch.committed',
  'audience.taken',
  /** Inside the transaction that admits a chunk: its people and cohorts are written. */
  'admission.written',
  'admission.committed',
  /** Cohort workflows run; their rows do not say so yet. */
  'cohorts.started',
  'cohorts.marked',
  /** Inside a turn's transaction: its enrolments are locked, nothing is decided. */
  'turn.locked',
  /** Inside a turn's transaction: moves, journal, orders and counters are written, and the number is raised. */
  'turn.written',
  'turn.committed',
  /** Inside a chunk's transaction: its intents are locked. */
  'delivery.taken',
  /** Inside a chunk's transaction: the gate has spoken, contact rows are locked, nothing is charged. */
  'delivery.judged',
  /** Inside a chunk's transaction: the attempts are written. */
  'delivery.written',
  /** The attempts are committed; the network has not been touched. */
  'delivery.begun',
  /** A batch of letters is frozen; its file is not there yet. */
  'letters.frozen',
  /** The provider has answered; the database does not know it. */
  'delivery.sent',
  /** Inside the transaction that settles: results, counters and budget are written. */
  'delivery.settling',
  'delivery.settled',
  /** Events are stored; whoever sent them has not been answered. */
  'inbox.accepted',
  /** Inside the router's first transaction: events are merged. */
  'router.merging',
  'router.merged',
  /** Inside the router's second transaction: cohorts and enrolments are woken, events marked processed. */
  'router.waking',
  /** All is committed; no workflow has been told. */
  'router.woken',
  'router.signalled',
  'sweeper.signalled',
  /** Sandbox clocks are moved and their answers taken; no workflow has been told. */
  'clock.moved',
  /** Inside the transaction of an import: all of its rows are stored. */
  'import.storing',
  /** The import is committed; whoever sent the file has not been answered. */
  'import.stored',
  /** The run is marked as ended; its workflow does not know it. */
  'run.ended',
] as const

export type Point = (typeof points)[number]

/** Told whenever the code passes a point; it goes on when this has returned. */
export type Reach = (point: Point) => void | Promise<void>
