import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection, type WorkflowExecutionInfo } from '@temporalio/client'
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { createSandboxAdapter } from '../../activities/channels/sandbox.ts'
import { runWorkers } from '../../bin/workers.ts'
import { createWorkflowPort } from '../../bin/workflow-port.ts'
import { connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import { runRouter } from '../../intake/router.ts'
import { startPostgres } from '../../local/postgres.ts'
import { startTemporal } from '../../local/temporal.ts'
import { bundleWorkflows } from '../support/bundle.ts'
import { makeAudience } from '../support/launch.ts'
import { historyAsJson } from './history-file.ts'
import { playRuns } from './play-runs.ts'

/**
 * Records what the interpreter of today writes into Temporal, for replay.test.ts to hold every later one to it:
 * `node tests/replay/record.ts 0.1.0`, once per release, from the commit that is released.
 */
const [version] = process.argv.slice(2)
if (!version || !/^\d+\.\d+\.\d+$/.test(version)) {
  throw new Error(`Name the version that is released, like 0.1.0; got "${version ?? ''}".`)
}
const home = mkdtempSync(join(tmpdir(), 'dasi-replay-'))
const silent = { error: console.error, warn() {}, info() {} }
Runtime.install({ logger: new DefaultLogger('ERROR') })
const log = () => undefined
const postgres = await startPostgres({ home, log })
const temporal = await startTemporal({
  home,
  cache: join('.dasi', 'cache'),
  cli: process.env['TEMPORAL_CLI'],
  searchPath: process.env['PATH'],
  // So that histories of a few turns hold a continue-as-new.
  settings: { 'limit.historyCount.suggestContinueAsNew': 50 },
  log,
})
const db = connect(postgres.url, { max: 12 })
const connection = await Connection.connect({ address: temporal.address })
const native = await NativeConnection.connect({ address: temporal.address })
const stopping = new AbortController()
let running: Promise<unknown> = Promise.resolve()
try {
  await migrate(db)
  const client = new Client({ connection })
  const prefix = 'dasi'
  const workflows = createWorkflowPort(client, { prefix })
  const parts = { db, log: silent, workflows, signal: stopping.signal }
  running = Promise.all([
    runRouter(parts),
    runWorkers(
      {
        ...parts,
        connection: native,
        namespace: 'default',
        prefix,
        codePath: await bundleWorkflows(home),
        turnsAtOnce: 2,
        adapterFor: (context, { node }) => {
          if (node.kind !== 'channel' && node.kind !== 'call') throw new Error('not a contact')
          return createSandboxAdapter(db, { run: context.run, node, settings: context.settings })
        },
        publicUrl: 'http://localhost:4400',
        sendTimeoutMs: 5000,
      },
      stopping.signal,
    ),
  ])
  await makeAudience(db, 12)
  await playRuns(db, workflows)
  const kept = await keepHistories(client, join(import.meta.dirname, 'histories', version))
  process.stdout.write(`${kept} histories of ${version}\n`)
} finally {
  stopping.abort()
  await running
  await connection.close()
  await native.close()
  await db.destroy()
  await temporal.stop()
  await postgres.stop()
  rmSync(home, { recursive: true, force: true, maxRetries: 10 })
}

/** One file per execution; what names the machine that recorded them is taken out. */
async function keepHistories(client: Client, folder: string): Promise<number> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const machine = `${process.pid}@${hostname()}`
  const parts = new Map<string, number>()
  const executions: WorkflowExecutionInfo[] = []
  for await (const execution of client.workflow.list()) executions.push(execution)
  executions.sort((a, b) => a.startTime.getTime() - b.startTime.getTime())
  for (const { workflowId, runId } of executions) {
    const history = await client.workflow.getHandle(workflowId, runId).fetchHistory()
    const part = (parts.get(workflowId) ?? 0) + 1
    parts.set(workflowId, part)
    const json = historyAsJson(history).replaceAll(machine, 'worker')
    writeFileSync(join(folder, `${workflowId}.${part}.json`), `${json}\n`)
  }
  return executions.length
}
