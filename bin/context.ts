import type { Client } from '@temporalio/client'
import type { Db } from '../db/schema.ts'
import { findRunning, lockHome } from '../local/home-lock.ts'
import { SetupError } from '../local/setup-error.ts'
import type { Config } from './config.ts'
import type { Output } from './output.ts'
import { findTemporal, type TemporalTarget } from './temporal-target.ts'

/** What every command is given. Connections are made at the first use and closed by the command line. */
export interface Context {
  readonly config: Config
  readonly out: Output
  /** The database: DATABASE_URL, else that of the Dasi running here, else the embedded one for as long as the command. */
  db(): Promise<Db>
  databaseUrl(): Promise<string>
  temporal(): Promise<Client>
  temporalTarget(): TemporalTarget
  /** Aborted by SIGINT, by SIGTERM, and when the process that started this one has ended. */
  readonly signal: AbortSignal
  /** Resolves at `signal`; for commands that run until they are stopped. */
  stopped(): Promise<void>
  /** Done when the command has ended, the latest first. */
  onClose(action: () => Promise<void> | void): void
}

interface ContextParts {
  readonly config: Config
  readonly out: Output
  readonly signal: AbortSignal
}

/** The context and the function that closes what it opened. */
export function createContext(parts: ContextParts): {
  context: Context
  close: () => Promise<void>
} {
  const { config, signal } = parts
  const closers: (() => Promise<void> | void)[] = []
  const onClose: Context['onClose'] = (action) => closers.push(action)
  const databaseUrl = once(() => findDatabase(parts, onClose))
  const temporalTarget = () => findTemporal(config)
  const context: Context = {
    ...parts,
    onClose,
    databaseUrl,
    temporalTarget,
    db: once(async () => openDatabase(await databaseUrl(), config, onClose)),
    temporal: once(() => openTemporal(temporalTarget(), config, onClose)),
    stopped: () =>
      new Promise((resolve) => {
        if (signal.aborted) resolve()
        signal.addEventListener('abort', () => resolve(), { once: true })
      }),
  }
  const close = async () => {
    // One that fails must not keep the others from closing, the lock on the home among them.
    const errors: unknown[] = []
    for (const action of closers.reverse()) {
      await Promise.resolve()
        .then(action)
        .catch((error: unknown) => errors.push(error))
    }
    if (errors.length > 0) throw errors[0]
  }
  return { context, close }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

async function findDatabase(parts: ContextParts, onClose: Context['onClose']): Promise<string> {
  const { config, out } = parts
  const known = config.DATABASE_URL ?? findRunning(config.DASI_HOME)?.databaseUrl
  if (known) return known
  const lock = lockHome(config.DASI_HOME)
  onClose(() => lock.release())
  const { startPostgres } = await import('../local/postgres.ts')
  const postgres = await startPostgres({ home: config.DASI_HOME, log: out.note })
  onClose(() => postgres.stop())
  const { connect } = await import('../db/connect.ts')
  const { migrate } = await import('../db/migrate.ts')
  const db = connect(postgres.url, { max: 1 })
  await migrate(db).finally(() => db.destroy())
  return postgres.url
}

async function openDatabase(url: string, config: Config, onClose: Context['onClose']): Promise<Db> {
  const { connect } = await import('../db/connect.ts')
  const { sql } = await import('kysely')
  const db = connect(url, { max: config.DATABASE_POOL })
  onClose(() => db.destroy())
  try {
    await sql`select 1`.execute(db)
  } catch (cause) {
    const { host, pathname } = new URL(url)
    throw new SetupError(
      `PostgreSQL at ${host}${pathname} does not let us in: ${reason(cause)}. Check DATABASE_URL, its certificates if it asks for TLS, and that the server runs.`,
      { cause },
    )
  }
  return db
}

async function openTemporal(
  target: TemporalTarget,
  config: Config,
  onClose: Context['onClose'],
): Promise<Client> {
  const { Client, Connection } = await import('@temporalio/client')
  const connection = await Connection.connect(target).catch((cause: unknown) => {
    throw new SetupError(
      `The Temporal service at ${target.address} does not answer: ${reason(cause)}. Check TEMPORAL_ADDRESS, the settings of TEMPORAL_TLS and TEMPORAL_API_KEY, and that it runs.`,
      { cause },
    )
  })
  onClose(() => connection.close())
  return new Client({ connection, namespace: config.TEMPORAL_NAMESPACE })
}

/** What went wrong, down to the first cause: a client library’s own words alone say little. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const said = error.message || ((error as NodeJS.ErrnoException).code ?? error.name)
  return error.cause instanceof Error ? `${said}: ${reason(error.cause)}` : said
}
