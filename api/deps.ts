import type { OnProgress, RehearsalJob } from '../db/runs/rehearsal.ts'
import type { Db } from '../db/schema.ts'
import type { Reach } from '../engine/points.ts'
import type { WorkflowPort } from '../engine/ports.ts'
import type { Channel } from '../schemas/basics.ts'
import type { RehearsalResult } from '../schemas/rehearsal.ts'
import type { Actor } from './actor.ts'
import type { SignIn } from './sign-in.ts'
import type { TestSender } from './test-sender.ts'

/** What the HTTP interface works with; wired in bin. */
export interface Deps {
  readonly db: Db
  readonly workflows: WorkflowPort
  readonly auth: SignIn
  /** Under which people and links reach Dasi, without a slash at its end. */
  readonly publicUrl: string
  /** The built designer; null: the interface is served alone. */
  readonly designerDir: string | null
  readonly log: Log
  readonly version: string
  /** For /health; without it Temporal counts as unknown. */
  readonly temporalIsUp?: () => Promise<boolean>
  /** Channels set up for real contacts; a live run that needs another is refused. Without it none is. */
  readonly liveChannels?: readonly Channel[]
  /** Rehearses a plan over its audience without holding up the server; without it there are no rehearsals. */
  readonly rehearse?: Rehearser
  /** Writes the files of letters again that lost lines; without it there are none. */
  readonly rewriteLetters?: (batches: readonly string[]) => Promise<void>
  /** Sends test messages; without it there are none. */
  readonly testSender?: TestSender
  /** Told at the points of the intake; nobody by default. */
  readonly reach?: Reach
}

/** Fails with what the rehearsal failed with, or with the signal's reason when it is aborted. */
export type Rehearser = (
  job: RehearsalJob,
  watch: { readonly signal: AbortSignal; readonly onProgress: OnProgress },
) => Promise<RehearsalResult>

/** As pino has it. */
export interface Log {
  error(details: object, message: string): void
}

export interface Env {
  Variables: { actor: Actor }
}
