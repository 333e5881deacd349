import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database, Db } from './schema.ts'

const { builtins } = pg.types
const timestamptzArray = 1185
const dayMs = 86_400_000

/**
 * `2026-11-22 06:18:08.123456+00` as epoch milliseconds; the session's zone is UTC. Fractions below 1 ms are cut. Read
 * digit by digit: instants come by the ten thousand, and `Date.parse` costs three times as much.
 */
function parseInstant(text: string): number {
  const isPlain = text.length >= 22 && text.charAt(4) === '-' && text.endsWith('+00')
  const year = twoAt(text, 0) * 100 + twoAt(text, 2)
  // The calendar repeats every 400 years; `Date.UTC` takes a year below 100 for one of the twentieth century.
  const day = Date.UTC(year + 400, twoAt(text, 5) - 1, twoAt(text, 8)) - 146_097 * dayMs
  const seconds = (twoAt(text, 11) * 60 + twoAt(text, 14)) * 60 + twoAt(text, 17)
  const ms = day + seconds * 1000 + fractionMs(text)
  if (!isPlain || Number.isNaN(ms)) {
    throw new RangeError(`Not an instant that Dasi can hold: ${text}`)
  }
  return ms
}

function twoAt(text: string, at: number): number {
  return digitAt(text, at) * 10 + digitAt(text, at + 1)
}

function digitAt(text: string, at: number): number {
  return text.charCodeAt(at) - 48
}

/** PostgreSQL leaves out zeros at the end: `.5+00` is half a second. */
function fractionMs(text: string): number {
  if (text.charAt(19) !== '.') return 0
  const digits = Math.min(3, text.length - 23)
  let ms = 0
  for (let i = 0; i < 3; i++) ms = ms * 10 + (i < digits ? digitAt(text, 20 + i) : 0)
  return ms
}

const parsers = new Map<number, (text: string) => unknown>([
  [builtins.TIMESTAMPTZ, parseInstant],
  [
    timestamptzArray,
    (text) =>
      text === '{}'
        ? []
        : text
            .slice(1, -1)
            .split(',')
            .map((t) => parseInstant(t.replaceAll('"', ''))),
  ],
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
  [builtins.DATE, (text) => text],
])

/**
 * A pool of at most `max` connections. Instants arrive as epoch milliseconds, bigint and numeric as numbers, dates as
 * YYYY-MM-DD. Close it with `destroy()`.
 */
export function connect(
  url: string,
  { max = 8, application = 'dasi' }: { max?: number; application?: string } = {},
): Db {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: application,
    options: '-c timezone=UTC',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        parsers.get(oid) ?? pg.types.getTypeParser(oid, format),
    } as pg.CustomTypesConfig,
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  // So would one that breaks between two statements of a transaction; the next statement fails and says so.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  pools.set(db, pool)
  return db
}

const pools = new WeakMap<Db, pg.Pool>()

/** A connection as its driver has it. */
export type CopyClient = pg.ClientBase

type OneConnectionWork<T> = (connection: Db, client: CopyClient) => Promise<T>

/**
 * Gives `work` one connection of the pool, as a database and as the driver's client, which alone can copy rows in. The
 * database must be one that `connect` made.
 */
export async function onOneConnection<T>(db: Db, work: OneConnectionWork<T>): Promise<T> {
  const pool = poolOf(db)
  const client = await pool.connect()
  return keepFor(client, { pool, work, release: (broken) => client.release(broken) })
}

/**
 * The same on a connection beside the pool, for whoever holds one already: if many of them waited for a second one, none
 * would ever come free.
 */
export async function onExtraConnection<T>(db: Db, work: OneConnectionWork<T>): Promise<T> {
  const pool = poolOf(db)
  const client = new pg.Client(pool.options)
  client.on('error', () => undefined)
  await client.connect()
  return keepFor(client, { pool, work, release: () => client.end() })
}

function poolOf(db: Db): pg.Pool {
  const pool = pools.get(db)
  if (!pool) throw new Error('A database that connect() did not make')
  return pool
}

interface Keeping<T> {
  readonly pool: pg.Pool
  readonly work: OneConnectionWork<T>
  release(broken: Error | undefined): unknown
}

async function keepFor<T>(client: CopyClient, { pool, work, release }: Keeping<T>): Promise<T> {
  // Kysely gives its connection back after each statement; this one stays with us until the work is done.
  const kept = { query: client.query.bind(client), release: () => undefined }
  const one = { connect: async () => kept, end: async () => undefined, options: pool.options }
  const connection = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: one as unknown as pg.Pool }),
  })
  let broken: Error | undefined
  const note = (error: Error) => {
    broken = error
  }
  client.on('error', note)
  try {
    return await work(connection, client)
  } finally {
    client.off('error', note)
    await release(broken)
  }
}
