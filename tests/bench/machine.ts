import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { sql } from 'kysely'
import { connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import type { Db } from '../../db/schema.ts'
import { startPostgres } from '../../local/postgres.ts'
import { startTemporal } from '../../local/temporal.ts'
import type { MachineFacts } from './report.ts'

export interface Machine {
  readonly db: Db
  readonly databaseUrl: string
  readonly client: Client
  readonly connection: NativeConnection
  readonly temporalAddress: string
  /** Bundle of our workflows and the rivals'. */
  readonly codePath: string
  readonly facts: MachineFacts
  stop(): Promise<void>
}

/** What every worker and the plain SQL have: the standard of DATABASE_POOL. */
export const databaseConnections = 10

/** A PostgreSQL with fsync and a Temporal server with its state in a file, for as long as the measurement takes. */
export async function startMachine(): Promise<Machine> {
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] })
  const home = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-bench-'))
  const started: (() => Promise<void>)[] = [
    async () => rmSync(home, { recursive: true, force: true, maxRetries: 10 }),
  ]
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end()
  }
  try {
    const log = () => undefined
    const postgres = await startPostgres({ home, log })
    started.push(() => postgres.stop())
    const temporal = await startTemporal({
      home,
      cache: join('.dasi', 'cache'),
      cli: process.env['TEMPORAL_CLI'],
      searchPath: process.env['PATH'],
      log,
    })
    started.push(() => temporal.stop())
    const db = connect(postgres.url, { max: databaseConnections })
    started.push(() => db.destroy())
    await migrate(db)
    const { address } = temporal
    const grpc = await Connection.connect({ address })
    started.push(() => grpc.close())
    const connection = await NativeConnection.connect({ address })
    started.push(() => connection.close())
    return {
      db,
      databaseUrl: postgres.url,
      client: new Client({ connection: grpc }),
      connection,
      temporalAddress: address,
      codePath: await bundle(home),
      facts: await factsOf(db, grpc),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function bundle(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'workflows', 'index.ts'),
    logger: new DefaultLogger('ERROR'),
  })
  const path = join(folder, 'workflows.js')
  writeFileSync(path, code)
  return path
}

async function factsOf(db: Db, grpc: Connection): Promise<MachineFacts> {
  const { rows } = await sql<{ version: string; fsync: string }>`
    select current_setting('server_version') as version, current_setting('fsync') as fsync`.execute(
    db,
  )
  const { serverVersion } = await grpc.workflowService.getSystemInfo({})
  return {
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.versions.node,
    postgresql: rows[0]?.version ?? '',
    temporal: serverVersion ?? '',
    fsync: rows[0]?.fsync ?? '',
    temporal_store: 'file',
  }
}
