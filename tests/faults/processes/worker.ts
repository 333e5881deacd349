import { Client, Connection } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { createAdapters } from '../../../bin/channels.ts'
import { createLog } from '../../../bin/log.ts'
import { createActivities, runWorkers, type WorkerParts } from '../../../bin/workers.ts'
import { createWorkflowPort } from '../../../bin/workflow-port.ts'
import { connect } from '../../../db/connect.ts'
import { partsOf } from '../bugs/index.ts'
import { readSettings, say, untilAsked } from './commands.ts'
import { commandedReach } from './reach.ts'

/** A worker as `dasi worker` wires it, but for a `Reach` that obeys the driver and, where told, one broken part. */
const settings = readSettings()
const signal = untilAsked()
const bug = partsOf(settings.bug)
Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
const { temporalAddress: address, prefix, codePath, publicUrl, sendTimeoutMs } = settings
const connection = await NativeConnection.connect({ address })
const client = new Client({ connection: await Connection.connect({ address }) })
const db = connect(settings.databaseUrl, { max: 6, application: settings.name })
const reach = commandedReach()
const adapters = createAdapters(
  {
    SMTP_URL: settings.smtpUrl,
    MAIL_FROM: 'Dasi <shop@dasi.example>',
    SMS_URL: settings.smsUrl,
    SMS_KEY: undefined,
    LETTER_DIR: settings.letterDir,
  },
  db,
  reach,
)
const parts: WorkerParts = {
  connection,
  namespace: 'default',
  prefix,
  db: bug.db?.(db, settings.databaseUrl) ?? db,
  workflows: createWorkflowPort(client, { prefix }),
  codePath,
  turnsAtOnce: 3,
  log: createLog('error', settings.name),
  adapterFor: bug.adapterFor?.(adapters.adapterFor) ?? adapters.adapterFor,
  publicUrl,
  sendTimeoutMs,
  reach,
}
const activities = createActivities(parts)
say({ says: 'ready' })
await runWorkers(parts, signal, { ...activities, ...bug.activities?.(parts, activities) })
process.exit(0)
