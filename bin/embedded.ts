import { setTimeout as sleep } from 'node:timers/promises'
import { type EmbeddedPostgres, startPostgres } from '../local/postgres.ts'
import { whyNotListen } from '../local/processes.ts'
import { SetupError } from '../local/setup-error.ts'
import { type EmbeddedTemporal, startTemporal } from '../local/temporal.ts'
import type { Config } from './config.ts'

export interface Backends {
  readonly databaseUrl: string
  readonly temporalAddress: string
  stop(): Promise<void>
}

interface BackendOptions {
  readonly config: Config
  readonly log: (message: string) => void
}

/** PostgreSQL and Temporal: those named in the environment, else embedded ones, which are kept running. */
export async function startBackends(options: BackendOptions): Promise<Backends> {
  const { config } = options
  const started: { stop(): Promise<void> }[] = []
  const stop = async () => {
    // Temporal first, for nothing else writes to PostgreSQL then.
    for (const service of started.reverse()) await service.stop()
  }
  const keep = async <S extends Embedded>(name: string, start: (port?: number) => Promise<S>) => {
    const service = await start()
    started.push(keepAlive(name, service, { start, log: options.log }))
    return service
  }
  try {
    const databaseUrl =
      config.DATABASE_URL ?? (await keep('PostgreSQL', (port) => postgres(options, port))).url
    const temporalAddress =
      config.TEMPORAL_ADDRESS ?? (await keep('Temporal', (port) => temporal(options, port))).address
    return { databaseUrl, temporalAddress, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

type Embedded = EmbeddedPostgres | EmbeddedTemporal

function postgres({ config, log }: BackendOptions, port?: number): Promise<EmbeddedPostgres> {
  return startPostgres({ home: config.DASI_HOME, log, ...(port ? { port } : {}) })
}

async function temporal(options: BackendOptions, port?: number): Promise<EmbeddedTemporal> {
  const { config, log } = options
  const uiPort = config.TEMPORAL_UI_PORT
  const problem = uiPort === undefined ? undefined : await whyNotListen(uiPort)
  if (problem !== undefined) {
    throw new SetupError(
      `Port ${uiPort} on 127.0.0.1 cannot be used (${problem}). Set TEMPORAL_UI_PORT to a free one, or unset it.`,
    )
  }
  return startTemporal({
    home: config.DASI_HOME,
    cache: config.DASI_CACHE,
    cli: config.TEMPORAL_CLI,
    namespace: config.TEMPORAL_NAMESPACE,
    searchPath: process.env['PATH'],
    port,
    uiPort,
    log,
  })
}

/** Starts it again, on the same port, whenever it ends unasked. */
function keepAlive<S extends Embedded>(
  name: string,
  first: S,
  { start, log }: { start: (port: number) => Promise<S>; log: (message: string) => void },
): { stop(): Promise<void> } {
  let current = first
  let stopping = false
  const port = Number('port' in first ? first.port : first.address.split(':').at(-1))
  const watch = async () => {
    for (;;) {
      await current.exited
      if (stopping) return
      log(`${name} ended unexpectedly; starting it again`)
      await start(port).then(
        (next) => {
          current = next
        },
        (error: unknown) => log(error instanceof Error ? error.message : String(error)),
      )
      await sleep(500)
    }
  }
  const watching = watch()
  return {
    async stop() {
      stopping = true
      await current.stop()
      await watching
      // It may have been started once more in that very moment.
      await current.stop()
    },
  }
}
