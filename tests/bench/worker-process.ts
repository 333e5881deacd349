import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { createEmailAdapter, type EmailAdapter } from '../../activities/channels/email.ts'
import { runWorkers, turnsAtOnceOf } from '../../bin/workers.ts'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { connect } from '../../db/connect.ts'
import { acceptAtOnce, sender } from './levels.ts'
import { databaseConnections } from './machine.ts'

// A worker as `dasi worker` runs it, but for its channels: they accept at once, or send to the mail server that its parent
// names. node worker-process.ts <prefix> <bundle>

const ways: { mail: EmailAdapter | null } = { mail: null }

const [, , prefix = '', codePath = ''] = process.argv
const address = process.env['TEMPORAL_ADDRESS'] ?? ''
const stopping = new AbortController()
for (const news of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
  process.once(news, () => stopping.abort())
}

Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const db = connect(process.env['DATABASE_URL'] ?? '', { max: databaseConnections })
const grpc = await Connection.connect({ address })
const connection = await NativeConnection.connect({ address })
const working = runWorkers(
  {
    db,
    connection,
    namespace: 'default',
    prefix,
    workflows: createWorkflowPort(new Client({ connection: grpc }), { prefix }),
    codePath,
    turnsAtOnce: turnsAtOnceOf(databaseConnections),
    log: { error: (fields: object, message: string) => console.error(message, fields) },
    adapterFor: () => ways.mail ?? acceptAtOnce,
    publicUrl: 'http://localhost:4400',
    sendTimeoutMs: 20_000,
  },
  stopping.signal,
)
process.on('message', ({ smtpUrl }: { smtpUrl: string | null }) => {
  ways.mail?.close()
  ways.mail = smtpUrl ? createEmailAdapter({ url: smtpUrl, from: sender }) : null
  process.send?.('done')
})
process.send?.('ready')
await working
ways.mail?.close()
await connection.close()
await grpc.close()
await db.destroy()
if (process.connected) process.disconnect()
