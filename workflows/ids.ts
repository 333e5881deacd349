/** Names of workflows: numbers only, never anything of a customer. `prefix` as in `queueName`. */
export function runWorkflowId(prefix: string, run: number): string {
  return `${prefix}-run-${run}`
}

export function cohortWorkflowId(prefix: string, run: number, cohort: number): string {
  return `${prefix}-run-${run}-cohort-${cohort}`
}

/** Also the name of the schedule that starts it, a time added each time. */
export function admissionWorkflowId(prefix: string, run: number): string {
  return `${prefix}-run-${run}-admission`
}

/** The prefix of this workflow's task queue, which is always the control queue. */
export function prefixOf(controlQueue: string): string {
  return controlQueue.slice(0, controlQueue.lastIndexOf('-'))
}

/** Workers say every two seconds that they live: one that was killed is noticed after so long. */
export const heartbeatTimeout = '10 seconds'
