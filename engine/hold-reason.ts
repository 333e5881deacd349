import { Failure } from '../schemas/failure.ts'

/** Why an enrolment is held whose step could not be decided: ZONE_UNKNOWN where its customer’s zone does not exist. */
export function holdReason(error: unknown): 'ZONE_UNKNOWN' | 'DECIDE_FAILED' {
  const isZone = error instanceof Failure && error.details['zone'] !== undefined
  return isZone ? 'ZONE_UNKNOWN' : 'DECIDE_FAILED'
}
