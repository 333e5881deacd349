import type { Client } from '@temporalio/client'
import { until } from '../support/until.ts'

/** Waits until no workflow of the pass runs any more; how many state transitions the server counted for all of them. */
export async function untilTransitions(client: Client, prefix: string): Promise<number> {
  const query = `WorkflowId STARTS_WITH "${prefix}-"`
  await until(
    `the workflows of ${prefix} have ended`,
    async () => {
      const { count } = await client.workflow.count(`${query} AND ExecutionStatus = "Running"`)
      return count === 0
    },
    { limitMs: 120_000, everyMs: 100 },
  )
  let transitions = 0
  for await (const { workflowId, runId } of client.workflow.list({ query })) {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe()
    transitions += Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0)
  }
  return transitions
}
