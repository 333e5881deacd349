import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker'
import { connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'
import type { Db } from '../../db/schema.ts'
import { startPostgres } from '../../local/postgres.ts'
import { startTemporal } from '../../local/temporal.ts'

export interface Machine {
  readonly db: Db
  readonly client: Client
  readonly connection: NativeConnection
  readonly codePath: string
  /** What figures were measured on. */
  readonly label: string
  stop(): Promise<void>
}

/** A PostgreSQL with fsync and a Temporal server with its state in a file, for as long as the measurement takes. */
export async function startMachine(): Promise<Machine> {
  Runtime.install({ logger: new DefaultLogger('ERROR') })
  const home = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-bench-'))
  const log = () => undefined
  const postgres = await startPostgres({ home, log })
  const temporal = await startTemporal({
    home,
    cache: join('.dasi', 'cache'),
    cli: process.env['TEMPORAL_CLI'],
    searchPath: process.env['PATH'],
    log,
  })
  const db = connect(postgres.url, { max: 12 })
  await migrate(db)
  const grpc = await Connection.connect({ address: temporal.address })
  const native = await NativeConnection.connect({ address: temporal.address })
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(import.meta.dirname, 'workflows', 'index.ts'),
    logger: new DefaultLogger('ERROR'),
  })
  const { writeFileSync } = await import('node:fs')
  const codePath = join(home, 'workflows.js')
  writeFileSync(codePath, code)
  return {
    db,
    client: new Client({ connection: grpc }),
    connection: native,
    codePath,
    label: `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, PostgreSQL 18 (fsync on), Temporal (file), Node ${process.versions.node}`,
    async stop() {
      await grpc.close()
      await native.close()
      await db.destroy()
      await temporal.stop()
      await postgres.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
