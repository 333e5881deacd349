import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { type Guarded, startGuarded } from './guard.ts'
import { becomesTrue, endLeftover, freePort } from './processes.ts'
import { SetupError } from './setup-error.ts'
import { withRemedy } from './system-error.ts'
import { findTemporalProgram } from './temporal-program.ts'

export interface EmbeddedTemporal {
  /** Host and port of the service, for clients and workers. */
  readonly address: string
  /** Where its own web page answers, when it was asked for. */
  readonly uiPort: number | undefined
  /** Resolves when it has ended, asked or not. */
  readonly exited: Promise<number>
  stop(): Promise<void>
}

export interface TemporalOptions {
  /** Its state is `temporal.db` in here; its log is in `logs/`. Only one start may use it at a time. */
  readonly home: string
  /** Where the program is kept once fetched; without it, `cache` in `home`. */
  readonly cache?: string
  /** The program's path, when the operator names one. */
  readonly cli?: string | undefined
  /** The operator's search path for programs. */
  readonly searchPath?: string | undefined
  /** Created when missing. */
  readonly namespace?: string
  /** Without one, any free port. */
  readonly port?: number | undefined
  /** With one, Temporal's web page is served there. */
  readonly uiPort?: number | undefined
  /** Dynamic configuration that overrides ours. */
  readonly settings?: Readonly<Record<string, number | boolean>>
  readonly log: (message: string) => void
}

/**
 * Starts Temporal's development server on the loopback address with its state in a file. What an earlier
 * start left running there is ended first. It ends when we end, even if we are killed.
 */
export async function startTemporal(options: TemporalOptions): Promise<EmbeddedTemporal> {
  const home = resolve(options.home)
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 })
  const program = await findTemporalProgram({
    cli: options.cli,
    cache: options.cache ?? join(home, 'cache'),
    searchPath: options.searchPath ?? '',
    log: options.log,
  })
  const file = join(home, 'temporal.db')
  const pidFile = join(home, 'temporal.pid')
  await endLeftover(pidFile, { mark: file, signal: 'SIGTERM' })
  const port = options.port ?? (await freePort())
  const service = startGuarded({
    command: [program, ...serverArguments(options, { file, port })],
    logFile: join(home, 'logs', 'temporal.log'),
    pidFile,
    signal: 'TERM',
  })
  await untilReady(port, { service, home })
  return {
    address: `127.0.0.1:${port}`,
    uiPort: options.uiPort,
    exited: service.exited,
    stop: () => service.stop(),
  }
}

// The built-in limits are meant for clusters shared by many; here one installation has all of it.
const dynamicConfig: Readonly<Record<string, number | boolean>> = {
  'frontend.rps': 100_000,
  'frontend.namespaceRPS': 100_000,
  'frontend.persistenceMaxQPS': 100_000,
  'frontend.persistenceNamespaceMaxQPS': 100_000,
  'history.rps': 100_000,
  'history.persistenceMaxQPS': 100_000,
  'history.persistenceNamespaceMaxQPS': 100_000,
  'matching.rps': 100_000,
  'matching.persistenceMaxQPS': 100_000,
  'matching.persistenceNamespaceMaxQPS': 100_000,
  // One partition per queue: with one server more of them only add forwarding between them.
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
  // Tasks of different runs are worked on in turn; what came by an event goes first.
  'matching.useNewMatcher': true,
  'matching.enableFairness': true,
}

function serverArguments(
  { namespace = 'default', uiPort, settings }: TemporalOptions,
  { file, port }: { file: string; port: number },
): string[] {
  const page = uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]
  const limits = Object.entries({ ...dynamicConfig, ...settings }).flatMap(([key, value]) => [
    '--dynamic-config-value',
    `${key}=${JSON.stringify(value)}`,
  ])
  return [
    ...['server', 'start-dev', '--db-filename', file, '--ip', '127.0.0.1'],
    ...['--port', String(port), '--namespace', namespace, '--log-level', 'error'],
    ...page,
    ...limits,
  ]
}

/** The program opens its port only after its schema and its namespaces are there. */
async function untilReady(
  port: number,
  { service, home }: { service: Guarded; home: string },
): Promise<void> {
  let ended = false
  void service.exited.then(() => {
    ended = true
  })
  const up = await becomesTrue(async () => ended || (await accepts(port)), 120_000)
  if (up && !ended) return
  await service.stop()
  const said = withRemedy(service.tail(), home)
  throw new SetupError(`The Temporal server did not start. ${said}`)
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
