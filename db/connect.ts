import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Database, Db } from './schema.ts'

const { builtins } = pg.types
const timestamptzArray = 1185

/** `2026-11-22 06:18:08.123+00` as epoch milliseconds; the session's zone is UTC. Fractions below 1 ms are cut. */
function parseInstant(text: string): number {
  const ms = Date.parse(`${text.slice(0, 10)}T${text.slice(11, 23).replace(/\+.*$/, '')}Z`)
  if (Number.isNaN(ms)) throw new RangeError(`Not an instant that Dasi can hold: ${text}`)
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
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
}
