/** The world’s failure, as a value that is thrown: mapped once to HTTP and once to Temporal. */
export class Failure extends Error {
  readonly code: FailureCode
  readonly retryable: boolean
  /** Where the offending value stands (field, line, variable) and what it was; never personal data. */
  readonly details: Readonly<Record<string, unknown>>

  constructor(
    code: FailureCode,
    message: string,
    options: { retryable?: boolean; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause })
    this.name = 'Failure'
    this.code = code
    this.retryable = options.retryable ?? false
    this.details = options.details ?? {}
  }
}

export type FailureCode =
  | 'INVALID' // the input does not say what it must: 400
  | 'NOT_SIGNED_IN' // 401
  | 'NOT_ALLOWED' // 403
  | 'NOT_FOUND' // 404
  | 'CONFLICT' // somebody else was quicker, or the state does not permit it: 409
  | 'TOO_LARGE' // 413
  | 'NOT_READY' // a scenario with problems, an installation whose gate is closed: 422
  | 'UNAVAILABLE' // a service we depend on does not answer: 503

/** Proof for the compiler that every case is handled, and a crash if it is wrong. */
export function unreachable(value: never): never {
  throw new Error(`Unhandled case: ${JSON.stringify(value)}`)
}
