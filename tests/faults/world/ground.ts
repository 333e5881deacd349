import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorkflows } from '../../../bin/workers.ts'
import { connect } from '../../../db/connect.ts'
import { migrate } from '../../../db/migrate.ts'
import { type EmbeddedPostgres, startPostgres } from '../../../local/postgres.ts'
import { type EmbeddedTemporal, startTemporal } from '../../../local/temporal.ts'
import { findTemporalProgram } from '../../../local/temporal-program.ts'
import { asAdmin, databaseUrl } from '../../support/template.ts'
import { installWitness, witnessSettings } from './witness.ts'

/** The services that worlds stand on: a real PostgreSQL and a real Temporal with its state in a file, each its own process. */
export interface Ground {
  readonly folder: string
  readonly postgresPort: number
  readonly temporalPort: number
  /** The bundled workflows. */
  readonly codePath: string
  /** A new database with all migrations and the witness; its address without any proxy. */
  makeDatabase(name: string): Promise<string>
  /** SIGKILL, and a start on the same port. Resolves when it accepts connections again. */
  crashPostgres(): Promise<void>
  crashTemporal(options?: { loseStore: boolean }): Promise<void>
  /** Stops PostgreSQL in good order and keeps a copy of its data; the server runs on. */
  copyPostgres(): Promise<void>
  /** Puts the copy back: everything since then is forgotten. */
  restorePostgres(): Promise<void>
  stop(): Promise<void>
}

export async function startGround({
  folder,
  cache,
  durable,
}: {
  folder: string
  /** Where programs and bundles are kept from run to run. */
  cache: string
  /** PostgreSQL syncs every commit to disk, as shipped; processes can be killed without. */
  durable: boolean
}): Promise<Ground> {
  const log = () => undefined
  mkdirSync(folder, { recursive: true })
  const settings = {
    ...witnessSettings,
    shared_buffers: '128MB',
    ...(durable ? {} : { fsync: 'off' }),
  }
  const searchPath = process.env['PATH'] ?? ''
  const cli = await findTemporalProgram({
    cli: process.env['TEMPORAL_CLI'],
    cache,
    searchPath,
    log,
  })
  const startDatabase = (port?: number) =>
    startPostgres({ home: folder, log, settings, ...(port === undefined ? {} : { port }) })
  const startService = (port?: number) =>
    startTemporal({ home: folder, cli, log, port, settings: shortHistories })
  let [postgres, temporal]: [EmbeddedPostgres, EmbeddedTemporal] = await Promise.all([
    startDatabase(),
    startService(),
  ])
  const codePath = await bundleWorkflows(cache)
  const postgresPort = postgres.port
  const temporalPort = Number(temporal.address.split(':').at(-1))
  const data = join(folder, 'postgres')
  const copy = join(folder, 'copy')
  return {
    folder,
    postgresPort,
    temporalPort,
    codePath,
    async makeDatabase(name) {
      await asAdmin(postgres.url, `create database ${name}`)
      const url = databaseUrl(postgres.url, name)
      const db = connect(url, { max: 1 })
      await migrate(db).finally(() => db.destroy())
      await installWitness(url)
      return url
    },
    async crashPostgres() {
      killNow(join(folder, 'postgres.pid'))
      await postgres.exited
      postgres = await startDatabase(postgresPort)
    },
    async crashTemporal({ loseStore } = { loseStore: false }) {
      killNow(join(folder, 'temporal.pid'))
      await temporal.exited
      if (loseStore) {
        for (const end of ['', '-wal', '-shm', '-journal']) {
          rmSync(join(folder, `temporal.db${end}`), { force: true })
        }
      }
      temporal = await startService(temporalPort)
    },
    async copyPostgres() {
      await postgres.stop()
      rmSync(copy, { recursive: true, force: true })
      cpSync(data, copy, { recursive: true, preserveTimestamps: true })
      postgres = await startDatabase(postgresPort)
    },
    async restorePostgres() {
      await postgres.stop()
      rmSync(data, { recursive: true, force: true })
      cpSync(copy, data, { recursive: true, preserveTimestamps: true })
      // PostgreSQL refuses a folder that others may enter.
      chmodSync(data, 0o700)
      postgres = await startDatabase(postgresPort)
    },
    async stop() {
      await Promise.all([temporal.stop(), postgres.stop()])
    },
  }
}

/** After so many events a workflow is asked to go on as new; 4,096 otherwise. */
const shortHistories = { 'limit.historyCount.suggestContinueAsNew': 80 }

function killNow(pidFile: string): void {
  process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL')
}
