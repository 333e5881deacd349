import { randomBytes } from 'node:crypto'
import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { afterAll } from 'vitest'
import { ask } from './ask.ts'

export interface TestTemporal {
  readonly address: string
  readonly namespace: string
  /** For clients. */
  readonly connection: Connection
  readonly client: Client
  /** For workers of this process. */
  readonly native: NativeConnection
  /** Different for every caller, so that files share one server without meeting; also good as an id prefix. */
  readonly taskQueue: string
  /** To hand to `Worker.create`: the bundle of workflows/index.ts, made once per run. */
  workflowBundle(): Promise<{ codePath: string }>
}

/** The run's Temporal server, started at the first call; connections close after the file's last test. */
export async function testTemporal(): Promise<TestTemporal> {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const { address } = await ask('/temporal')
  const namespace = 'default'
  const connection = await Connection.connect({ address })
  const native = await NativeConnection.connect({ address })
  afterAll(async () => {
    await connection.close()
    await native.close()
  })
  return {
    address,
    namespace,
    connection,
    client: new Client({ connection, namespace }),
    native,
    taskQueue: `test-${randomBytes(6).toString('hex')}`,
    workflowBundle: () => ask('/bundle'),
  }
}
