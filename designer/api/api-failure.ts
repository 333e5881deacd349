import type { Problem } from '../../schemas/api/common.ts'

/** What the API answered instead of success. `code` is NETWORK when there was no answer at all. */
export class ApiFailure extends Error {
  readonly code: string
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>

  constructor(status: number, problem: Problem, options: { cause?: unknown } = {}) {
    super(problem.message, options)
    this.name = 'ApiFailure'
    this.code = problem.code
    this.status = status
    this.details = problem.details
  }

  /** Worth asking again: nobody answered, or a service behind the API is away for the moment. */
  get mayPass(): boolean {
    return this.code === 'NETWORK' || this.code === 'UNAVAILABLE'
  }
}
