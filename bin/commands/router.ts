import { runRouter } from '../../intake/router.ts'
import { defineCommand } from '../command.ts'
import { createLog } from '../log.ts'
import { reconcile } from '../reconcile.ts'
import { createWorkflowPort } from '../workflow-port.ts'

export const command = defineCommand({
  name: 'router',
  summary: 'take in responses, wake who is concerned, repair what a crash left; any number may run',
  examples: ['dasi router'],
  async run({ config, signal, db, temporal }) {
    const log = createLog(config.LOG_LEVEL, 'router')
    const database = await db()
    const workflows = createWorkflowPort(await temporal(), { prefix: config.TEMPORAL_PREFIX })
    const found = await reconcile(database, workflows)
    log.info(found, 'router ready')
    await runRouter({ db: database, workflows, log, signal })
  },
})
