import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, test } from 'vitest'
import { lockHome } from '../../local/home-lock.ts'
import { startPostgres } from '../../local/postgres.ts'
import { isAlive } from '../../local/processes.ts'
import { findTemporalProgram } from '../../local/temporal-program.ts'
import { temporaryFolder } from '../support/dasi.ts'

const log = () => undefined

test('PostgreSQL starts in a folder that only we may enter, durable, and speaks UTF-8', async () => {
  const home = join(temporaryFolder(), 'inner')
  mkdirSync(home, { mode: 0o700 })
  const postgres = await startPostgres({ home, log })
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  const { rows } = await client.query(
    `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
      current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
      upper('é') as upper, current_database() as name`,
  )
  await client.end()
  await postgres.stop()
  const expected = {
    fsync: 'on',
    commit: 'on',
    encoding: 'UTF8',
    zone: 'UTC',
    upper: 'É',
    name: 'dasi',
  }
  expect(rows).toEqual([expected])
  expect(statSync(join(home, 'postgres.password')).mode & 0o777).toBe(0o600)
})

test('the id of a dead server, now that of another program, does not keep the next from starting', async () => {
  const home = temporaryFolder()
  const first = await startPostgres({ home, log })
  const pidFile = join(home, 'postgres', 'postmaster.pid')
  const left = readFileSync(pidFile, 'utf8')
  await first.stop()
  writeFileSync(pidFile, left.replace(/^\d+/, String(process.pid)))
  const second = await startPostgres({ home, log })
  expect(isAlive(process.pid)).toBe(true)
  await second.stop()
})

test('the data of another major version are refused, not touched', async () => {
  const home = temporaryFolder()
  mkdirSync(join(home, 'postgres'))
  writeFileSync(join(home, 'postgres', 'PG_VERSION'), '9\n')
  await expect(startPostgres({ home, log })).rejects.toThrow(
    /belong to PostgreSQL 9, but .* is installed/,
  )
})

test('a home belongs to one process; a lock whose process has ended does not count', () => {
  const home = temporaryFolder()
  const lock = lockHome(home)
  lock.tell({ url: 'http://localhost:1' })
  expect(() => lockHome(home)).toThrow(`process ${process.pid}, http://localhost:1`)
  lock.release()
  // The same id, but another process: it began at another time.
  writeFileSync(
    join(home, 'running.json'),
    JSON.stringify({ pid: process.pid, identity: 'long ago' }),
  )
  lockHome(home).release()
})

test('a named Temporal program that does not run is refused with its path and the remedy', async () => {
  const cli = join(temporaryFolder(), 'temporal')
  await expect(findTemporalProgram({ cli, cache: cli, searchPath: '', log })).rejects.toThrow(
    `TEMPORAL_CLI is "${cli}", which does not answer`,
  )
})
