import type { Refusal } from './reasons.ts'

/** The world’s failure, as a value that is thrown: mapped once to HTTP and once to Temporal. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly retryable: boolean
  /** Why, where the offending value stands (field, line, variable) and what it was; never personal data. */
  readonly details: Readonly<Record<string, unknown>>

  /** `message` is English, for programs and the command line; pages word the reason that `details` give. */
  constructor(code: FailureCode, message: string, options: Options & { details: Refusal })
  constructor(
    code: Exclude<FailureCode, WordedCode>,
    message: string,
    options?: Options & { details?: Unworded },
  )
  constructor(
    code: FailureCode,
    message: string,
    options: Options & { details?: Record<string, unknown> } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.retryable = options.retryable ?? false
    this.details = options.details ?? {}
  }
}

interface Options {
  readonly retryable?: boolean
  readonly cause?: unknown
}

type Unworded = Readonly<Record<string, unknown>> & { readonly reason?: never }

/** Failures of which a person can only get on who is told why: they have a reason. */
type WordedCode = 'INVALID' | 'CONFLICT' | 'TOO_LARGE' | 'NOT_READY'

export type FailureCode =
  | 'INVALID' // the input does not say what it must: 400
  | 'NOT_SIGNED_IN' // 401
  | 'NOT_ALLOWED' // 403
  | 'NOT_FOUND' // 404
  | 'CONFLICT' // somebody else was quicker, or the state does not permit it: 409
  | 'TOO_LARGE' // 413
  | 'NOT_READY' // a scenario with problems, an installation whose gate is closed: 422
  | 'UNAVAILABLE' // a service we depend on does not answer: 503

/** A failure as it goes from thread to thread, where errors lose what makes them ours. */
export type SentFailure = Pick<Failure, 'code' | 'message' | 'details'>

export function receiveFailure({ code, message, details }: SentFailure): Failure {
  // Whether it has a reason was proved where it was made.
  return new Failure(code, message, { details: details as Refusal })
}

/** Proof for the compiler that every case is handled, and a crash if it is wrong. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}
