import { defineSignal, getExternalWorkflowHandle, workflowInfo } from '@temporalio/workflow'
import { prefixOf, runWorkflowId } from './ids.ts'

/** Somebody may be admitted, or nobody any more: look again. May be lost, doubled or late. */
export const enter = defineSignal('enter')

/** What a run's schedule starts: tells the run to look whether its audience is due. A run that is gone needs no word. */
export async function admission({ run }: { run: number }): Promise<void> {
  const prefix = prefixOf(workflowInfo().taskQueue)
  await getExternalWorkflowHandle(runWorkflowId(prefix, run))
    .signal(enter)
    .catch(() => undefined)
}
