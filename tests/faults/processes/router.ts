import { Client, Connection } from '@temporalio/client'
import { createLog } from '../../../bin/log.ts'
import { reconcile } from '../../../bin/reconcile.ts'
import { createWorkflowPort } from '../../../bin/workflow-port.ts'
import { connect } from '../../../db/connect.ts'
import { runRouter } from '../../../intake/router.ts'
import { partsOf } from '../bugs/index.ts'
import { readSettings, say, untilAsked } from './commands.ts'
import { commandedReach } from './reach.ts'

/** A router as `dasi router` wires it, but for a `Reach` that obeys the driver and, where told, one broken part. */
const settings = readSettings()
const signal = untilAsked()
const bug = partsOf(settings.bug)
const client = new Client({
  connection: await Connection.connect({ address: settings.temporalAddress }),
})
const db = connect(settings.databaseUrl, { max: 4, application: settings.name })
const workflows = createWorkflowPort(client, { prefix: settings.prefix })
await reconcile(db, workflows)
const parts = {
  db,
  workflows,
  log: createLog('error', settings.name),
  signal,
  reach: commandedReach(),
}
say({ says: 'ready' })
await (bug.router ?? runRouter)(parts)
process.exit(0)
