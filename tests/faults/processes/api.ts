import { Client, Connection } from '@temporalio/client'
import { createApi } from '../../../api/create-api.ts'
import { createSignIn } from '../../../api/sign-in.ts'
import { createLog } from '../../../bin/log.ts'
import { serveApi } from '../../../bin/serve-api.ts'
import { createWorkflowPort } from '../../../bin/workflow-port.ts'
import { connectSignIn } from '../../../db/accounts/sign-in.ts'
import { connect } from '../../../db/connect.ts'
import { loadSignInSecret } from '../../../db/secrets.ts'
import { readSettings, say, untilAsked } from './commands.ts'
import { commandedReach } from './reach.ts'

/** An api as `dasi api` wires it, but for a `Reach` that obeys the driver. */
const settings = readSettings()
const signal = untilAsked()
const client = new Client({
  connection: await Connection.connect({ address: settings.temporalAddress }),
})
const db = connect(settings.databaseUrl, { max: 4, application: settings.name })
const { publicUrl, port, prefix } = settings
const app = createApi({
  db,
  workflows: createWorkflowPort(client, { prefix }),
  auth: createSignIn({
    database: { db: connectSignIn(settings.databaseUrl), type: 'postgres' },
    secret: await loadSignInSecret(db),
    publicUrl,
  }),
  publicUrl,
  designerDir: null,
  log: createLog('fatal', settings.name),
  version: 'faults',
  liveChannels: ['email', 'sms', 'letter', 'call'],
  reach: commandedReach(),
})
const serving = await serveApi(app.fetch, { host: '127.0.0.1', port })
say({ says: 'ready' })
signal.addEventListener('abort', () => void serving.close().then(() => process.exit(0)))
