import type { Client } from '@temporalio/client'
import { runWorkflowId } from '../../workflows/ids.ts'
import { until } from '../support/until.ts'

/** Waits until no workflow of the run goes on any more; how many state transitions the server counted for all of them. */
export async function untilTransitions(
  client: Client,
  prefix: string,
  run: number,
): Promise<number> {
  const id = runWorkflowId(prefix, run)
  const query = `(WorkflowId = "${id}" OR WorkflowId STARTS_WITH "${id}-")`
  await until(
    `the workflows of run ${run} have ended`,
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
