import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

/** Connections of the sign-in library: its tables live in the schema `auth`. Close with `destroy()`. */
export function connectSignIn(url: string, { max = 4 }: { max?: number } = {}): Kysely<unknown> {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: 'dasi-sign-in',
    options: '-c timezone=UTC -c search_path=auth',
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined)
  return new Kysely({ dialect: new PostgresDialect({ pool }) })
}
