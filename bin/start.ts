import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ensureAdministrator } from '../db/accounts/users.ts'
import { connect } from '../db/connect.ts'
import { dropLeftTables } from '../db/imports/fresh-table.ts'
import { migrate } from '../db/migrate.ts'
import { ensureDemo } from '../local/demo.ts'
import { freePort, whyNotListen } from '../local/processes.ts'
import { SetupError } from '../local/setup-error.ts'
import { type Config, projectFolder } from './config.ts'
import type { Backends } from './embedded.ts'
import { lineWriter } from './log-lines.ts'
import type { Output } from './output.ts'
import { supervise } from './supervise.ts'

/** Beyond so many PostgreSQL and Temporal need the cores of a machine that runs them too. */
const workersMax = 4

/** Worker processes that this machine is given unless WORKERS says otherwise. */
export function workersHere(): number {
  return Math.min(workersMax, availableParallelism())
}

/** In the order in which they start. JavaScript runs on one core per process, so there are several workers. */
function commandsOf({ WORKERS = workersHere() }: Config): { name: string; command: string }[] {
  const worker = (_: unknown, i: number) => ({
    name: i === 0 ? 'worker' : `worker-${i + 1}`,
    command: 'worker',
  })
  return [
    ...Array.from({ length: WORKERS }, worker),
    { name: 'router', command: 'router' },
    { name: 'api', command: 'api' },
  ]
}

/** The configuration with a port that is free now; asked before anything is started. */
export async function choosePort(config: Config): Promise<Config> {
  if (config.PORT === 0) {
    const port = await freePort()
    return { ...config, PORT: port, PUBLIC_URL: config.PUBLIC_URL.replace(/:0$/, `:${port}`) }
  }
  const problem = await whyNotListen(config.PORT, config.HOST)
  if (problem === undefined) return config
  throw new SetupError(listenProblem(config, problem))
}

function listenProblem({ HOST, PORT }: Config, code: string): string {
  const place = `Port ${PORT} on ${HOST}`
  switch (code) {
    case 'EADDRINUSE':
      return `${place} is in use. Stop the program that listens there, or set PORT to another one, for example PORT=${PORT + 1} npm start.`
    case 'EACCES':
      return `${place} may not be used by this user. Set PORT to one above 1023, and let a proxy in front of Dasi have this one.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST is "${HOST}", which is no address of this machine. Set it to one of its addresses, for example 0.0.0.0 for all, or unset it.`
    default:
      return `${place} cannot be listened on (${code}). Set PORT or HOST to another one.`
  }
}

/** Migrates, and fills an empty installation with the demonstration. */
export async function prepareDatabase(
  config: Config,
  { url, log }: { url: string; log: (message: string) => void },
): Promise<void> {
  const db = connect(url, { max: config.DATABASE_POOL })
  try {
    const { applied } = await migrate(db)
    if (applied.length > 0) log(`The database was brought up to date: ${applied.join(', ')}`)
    await dropLeftTables(db)
    if (config.DASI_DEMO === 'on') await ensureDemo(db, { log })
  } finally {
    await db.destroy()
  }
}

export interface Processes {
  restart(): void
  stop(): Promise<void>
}

/** The processes of Dasi itself, each kept running, their lines written with their names. */
export function startProcesses(options: {
  config: Config
  backends: Backends
  write: (text: string) => unknown
}): Processes {
  const { config, backends, write } = options
  const environment = {
    ...process.env,
    HOST: config.HOST,
    PORT: String(config.PORT),
    PUBLIC_URL: config.PUBLIC_URL,
    DATABASE_URL: backends.databaseUrl,
    TEMPORAL_ADDRESS: backends.temporalAddress,
  }
  const program = join(projectFolder, 'bin', 'dasi.ts')
  const color = process.stdout.isTTY === true
  const running = commandsOf(config).map(({ name, command }) => {
    const onLine = lineWriter(name, { write, color })
    return supervise({ name, command: [process.execPath, program, command], environment, onLine })
  })
  return {
    restart() {
      for (const one of running) one.restart()
    },
    async stop() {
      await Promise.all(running.map((one) => one.stop()))
    },
  }
}

/**
 * Waits until the web server answers, then says where, and how to sign in the first time. The password is
 * made only now, for nobody can read it a second time. Answers false when stopped before.
 */
export async function announce(
  config: Config,
  { out, signal, databaseUrl }: { out: Output; signal: AbortSignal; databaseUrl: string },
): Promise<boolean> {
  if (!(await becomesHealthy(config, signal))) return false
  const db = connect(databaseUrl, { max: 1 })
  const administrator = await ensureAdministrator(db).finally(() => db.destroy())
  const url = config.PUBLIC_URL
  const signIn = administrator
    ? [
        `Sign in as     ${administrator.email}`,
        `with password  ${administrator.password}  (shown this once)`,
      ]
    : []
  const lines = ['', `Dasi is ready: ${url}`, ...signIn, 'Ctrl-C stops it.', '']
  out.result({ url, administrator }, () => lines.join('\n'))
  return true
}

async function becomesHealthy(config: Config, signal: AbortSignal): Promise<boolean> {
  const host = ['0.0.0.0', '::'].includes(config.HOST) ? '127.0.0.1' : config.HOST
  const health = `http://${host.includes(':') ? `[${host}]` : host}:${config.PORT}/health`
  while (!signal.aborted) {
    const response = await fetch(health, { signal }).catch(() => undefined)
    if (response?.ok) return true
    await sleep(200, undefined, { signal }).catch(() => undefined)
  }
  return false
}
