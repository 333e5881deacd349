import { join } from 'node:path'
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { createAdapters } from '../channels.ts'
import { defineCommand } from '../command.ts'
import { createLog } from '../log.ts'
import { bundleWorkflows, runWorkers, turnsAtOnceOf } from '../workers.ts'
import { createWorkflowPort } from '../workflow-port.ts'

export const command = defineCommand({
  name: 'worker',
  summary: 'run workflows, turns and deliveries; any number may run side by side',
  examples: ['dasi worker', 'DATABASE_URL=… TEMPORAL_ADDRESS=… dasi worker'],
  async run({ config, signal, db, temporal, temporalTarget, onClose }) {
    const log = createLog(config.LOG_LEVEL, 'worker')
    // Its chatter about queues would push the first password off the screen.
    Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
    const codePath = await bundleWorkflows(join(config.DASI_HOME, 'cache'))
    const client = await temporal()
    const connection = await NativeConnection.connect(temporalTarget())
    onClose(() => connection.close())
    const database = await db()
    const adapters = createAdapters(config, database)
    onClose(() => adapters.close())
    const workflows = createWorkflowPort(client, { prefix: config.TEMPORAL_PREFIX })
    log.info('worker ready')
    await runWorkers(
      {
        connection,
        namespace: config.TEMPORAL_NAMESPACE,
        prefix: config.TEMPORAL_PREFIX,
        db: database,
        workflows,
        codePath,
        turnsAtOnce: turnsAtOnceOf(config.DATABASE_POOL),
        log,
        adapterFor: adapters.adapterFor,
        publicUrl: config.PUBLIC_URL,
        sendTimeoutMs: 20_000,
      },
      signal,
    )
  },
})
