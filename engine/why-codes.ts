/**
 * Every reason code a decision of the engine can carry into the journal; whoever words the journal words all of these.
 * Operators and the runtime add codes of their own (withdrawn, held, …).
 */
export const whyCodes = [
  'ENTERED',
  'OFFERED',
  'REWARDED',
  'SOLD_OUT',
  'SENT',
  'SENT_UNKNOWN',
  'REFUSED',
  'FAILED',
  'EXPIRED',
  'CANCELLED',
  'WAITED',
  'RESPONDED',
  'NO_RESPONSE',
  'RULE',
  'NO_RULE',
  'DRAWN',
  'HOLD_OUT',
  'CALLED',
  'NOT_CALLED',
  'NOT_REACHED',
  'UPDATED',
  'GOAL',
  'EXIT',
  'EXIT_RULE',
  'VISITS_EXHAUSTED',
] as const
