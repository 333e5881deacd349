import { existsSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker'

/** Bundles the workflows once per test run; answers the path of the file. */
export async function bundleWorkflows(folder: string): Promise<string> {
  const workflowsPath = resolve('workflows', 'index.ts')
  if (!existsSync(workflowsPath)) throw new Error(`${workflowsPath} does not exist`)
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') })
  const codePath = join(folder, 'workflows.js')
  writeFileSync(codePath, code)
  return codePath
}
