import type { Problem } from '../../schemas/api/common.ts'

/** What the API answered instead of success. `code` is NETWORK when there was no answer at all. */
export class ApiFailure extends Error {
  readonly code: string
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>

  constructor(problem: Problem, { status, cause }: { status: number; cause?: unknown }) {
    super(problem.message, { cause })
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
