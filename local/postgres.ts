import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Guarded, startGuarded } from './guard.ts'
import { findPostgresPrograms, type PostgresPrograms } from './postgres-programs.ts'
import { choosePostgresUser, type PostgresUser } from './postgres-user.ts'
import { becomesTrue, endLeftover, freePort, isAlive, readPid } from './processes.ts'
import { SetupError } from './setup-error.ts'
import { withRemedy } from './system-error.ts'

export interface EmbeddedPostgres {
  /** With user and password, for the database `dasi`. */
  readonly url: string
  readonly port: number
  /** Resolves when it has ended, asked or not. */
  readonly exited: Promise<number>
  stop(): Promise<void>
}

export interface PostgresOptions {
  /** Everything is kept here: `postgres/`, its password, its log. Only one start may use it at a time. */
  readonly home: string
  /** Without one, any free port. */
  readonly port?: number
  readonly log: (message: string) => void
  /** Overrides of PostgreSQL's settings, for tests and measurements. */
  readonly settings?: Readonly<Record<string, string>>
}

/**
 * Starts PostgreSQL on the loopback address with its data in `home`, creating it the first time. What an
 * earlier start left running there is ended first. It ends when we end, even if we are killed.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const home = resolve(options.home)
  mkdirSync(join(home, 'logs'), { recursive: true, mode: 0o700 })
  const programs = findPostgresPrograms()
  const user = choosePostgresUser(programs.postgres, home)
  const place = { home, data: join(home, 'postgres'), programs, user }
  if (!existsSync(place.data)) createData(place, options.log)
  checkMajorVersion(place)
  await endLeftover(join(place.data, 'postmaster.pid'), { mark: place.data, signal: 'SIGINT' })
  return launch(place, options)
}

interface Place {
  readonly home: string
  readonly data: string
  readonly programs: PostgresPrograms
  readonly user: PostgresUser
}

/** Made beside its final name and renamed at the end, so that a half-made one is never used. */
function createData({ home, data, programs, user }: Place, log: (message: string) => void): void {
  log('Preparing PostgreSQL for the first time')
  const draft = `${data}.new`
  rmSync(draft, { recursive: true, force: true })
  const passwordFile = join(home, 'postgres.password')
  writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 })
  chmodSync(passwordFile, 0o600)
  mkdirSync(draft, { mode: 0o700 })
  for (const path of [draft, passwordFile]) {
    if (user.owner) chownSync(path, user.owner.uid, user.owner.gid)
  }
  const locale = [
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]
  const access = ['--username=dasi', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  const prepare = (command: readonly string[], input = '') => {
    const problem = run(user, command, input)
    if (problem === undefined) return
    throw new SetupError(`PostgreSQL could not be prepared. ${withRemedy(problem, home)}`)
  }
  prepare([programs.initdb, `--pgdata=${draft}`, ...locale, ...access])
  prepare([programs.postgres, '--single', '-D', draft, 'postgres'], 'create database dasi\n')
  renameSync(draft, data)
}

/** Answers what the program said when it failed. */
function run(user: PostgresUser, command: readonly string[], input: string): string | undefined {
  const [first = '', ...rest] = [...user.prefix, ...command]
  const result = spawnSync(first, rest, { input, encoding: 'utf8', ...user.owner })
  if (result.status === 0) return undefined
  const said = `${result.stderr ?? ''}${result.error?.message ?? ''}`.trim()
  return said || `exit code ${result.status}`
}

function checkMajorVersion({ data, programs }: Place): void {
  const found = Number(readFileSync(join(data, 'PG_VERSION'), 'utf8'))
  if (found === programs.majorVersion) return
  throw new SetupError(
    `The data in ${data} belong to PostgreSQL ${found}, but PostgreSQL ${programs.majorVersion} is installed. Dump them with version ${found} and restore them, or set DASI_HOME to another folder to begin anew.`,
  )
}

/**
 * After a crash the old server's workers may hold its shared memory for a moment, and another program may
 * take a free port before we do; both are worth another attempt.
 */
async function launch(place: Place, options: PostgresOptions): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port ?? (await freePort())
    const service = spawnServer(place, { port, settings: options.settings })
    if (await becomesReady(place.data, service)) return reach(place, { port, service })
    await service.stop()
    const said = service.tail()
    const passing = /shared memory block|Address already in use/.test(said)
    if (!passing || attempt === 5) {
      throw new SetupError(`PostgreSQL did not start. ${withRemedy(said, place.home)}`)
    }
    await sleep(500)
  }
}

function spawnServer(
  { data, home, programs, user }: Place,
  options: { port: number; settings: PostgresOptions['settings'] },
): Guarded {
  const settings = { ...defaultSettings(), ...options.settings }
  const switches = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const [first = programs.postgres, ...rest] = [...user.prefix, programs.postgres]
  return startGuarded({
    command: [first, ...rest, '-D', data, '-p', String(options.port), ...switches],
    logFile: join(home, 'logs', 'postgres.log'),
    pidFile: join(home, 'postgres.pid'),
    // Fast shutdown: sessions are ended, what they committed is kept.
    signal: 'INT',
    ...(user.owner ? { owner: user.owner } : {}),
  })
}

function reach(
  { home }: Place,
  { port, service }: { port: number; service: Guarded },
): EmbeddedPostgres {
  const password = readFileSync(join(home, 'postgres.password'), 'utf8').trim()
  return {
    url: `postgres://dasi:${password}@127.0.0.1:${port}/dasi`,
    port,
    exited: service.exited,
    stop: () => service.stop(),
  }
}

/** The server itself writes `ready` into its pid file once it accepts connections. */
async function becomesReady(data: string, service: Guarded): Promise<boolean> {
  const pidFile = join(data, 'postmaster.pid')
  let ended = false
  void service.exited.then(() => {
    ended = true
  })
  const ready = () => {
    const pid = readPid(pidFile)
    if (pid === undefined || !isAlive(pid)) return false
    return readFileSync(pidFile, 'utf8').split('\n')[7]?.trim() === 'ready'
  }
  // Long, because after a crash PostgreSQL first repeats what its log holds.
  await becomesTrue(() => ended || ready(), 300_000)
  return !ended && ready()
}

/** Durable as shipped (fsync and synchronous_commit stay on); sized for one machine that runs all of Dasi. */
function defaultSettings(): Record<string, string> {
  const memoryMb = Math.floor(totalmem() / 1_048_576)
  return {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: `${Math.min(512, Math.floor(memoryMb / 8))}MB`,
    effective_cache_size: `${Math.floor(memoryMb / 2)}MB`,
    work_mem: '32MB',
    maintenance_work_mem: '256MB',
    min_wal_size: '512MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    // What is read is mostly in memory already: processes that read for others only take their cores.
    io_method: 'sync',
    // Statements are short or set-based and repeated; compiling them costs more than it saves.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_checkpoints: 'off',
  }
}
