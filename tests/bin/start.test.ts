import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { findRunning } from '../../local/home-lock.ts'
import { type DasiProcess, dasi, processesNaming, temporaryFolder } from '../support/dasi.ts'
import { until } from '../support/until.ts'

const words = ['start', '--services-only', '--json']

test.for(['SIGINT', 'SIGTERM'] as const)(
  '%s stops everything and leaves no process',
  async (signal) => {
    const home = temporaryFolder()
    const start = await dasi(words, { DASI_HOME: home })
    await services(start)
    expect(processesNaming(home).length).toBeGreaterThan(1)
    start.kill(signal)
    expect(await start.exited).toEqual({ code: 0, signal: null })
    expect(processesNaming(home)).toEqual([])
    expect(findRunning(home)).toBeUndefined()
  },
)

test('a start that is killed takes its services along, and the next one finds its data', async () => {
  const home = temporaryFolder()
  const first = await dasi(words, { DASI_HOME: home })
  await query((await services(first)).databaseUrl, 'create table kept as select 7 as n')
  first.kill('SIGKILL')
  await first.exited
  const second = await dasi(words, { DASI_HOME: home })
  const { databaseUrl } = await services(second)
  expect(await query(databaseUrl, 'select n from kept')).toEqual([{ n: 7 }])
  second.kill('SIGINT')
  expect(await second.exited).toEqual({ code: 0, signal: null })
  await until('nothing is left', () => processesNaming(home).length === 0)
})

test('a service that dies is started again at the same address', async () => {
  const home = temporaryFolder()
  const start = await dasi(words, { DASI_HOME: home })
  const { databaseUrl } = await services(start)
  const [row] = await query(
    databaseUrl,
    "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid",
  )
  process.kill(Number(row?.['pid']), 'SIGKILL')
  await until(
    'PostgreSQL is back',
    () =>
      start.stderr().includes('starting it again') &&
      query(databaseUrl, 'select 1').catch(() => false),
  )
  start.kill('SIGINT')
  expect(await start.exited).toEqual({ code: 0, signal: null })
  expect(processesNaming(home)).toEqual([])
})

test('a second start on the same folder is refused and says who has it', async () => {
  const home = temporaryFolder()
  const first = await dasi(words, { DASI_HOME: home })
  await until('the lock is there', () => findRunning(home))
  const second = await dasi(words, { DASI_HOME: home })
  expect(await second.exited).toEqual({ code: 1, signal: null })
  expect(second.stderr()).toContain(`already running on ${home} (process ${first.pid})`)
  first.kill('SIGINT')
  await first.exited
})

test('a port in use is named, with the remedy, before anything is started', async () => {
  const home = temporaryFolder()
  const occupant = createServer()
  await new Promise<void>((done) => occupant.listen(0, '127.0.0.1', done))
  onTestFinished(() => void occupant.close())
  const { port } = occupant.address() as AddressInfo
  const start = await dasi(['start'], { DASI_HOME: home, PORT: String(port) })
  expect(await start.exited).toEqual({ code: 1, signal: null })
  expect(start.stderr()).toContain(`Port ${port} on 127.0.0.1 is in use.`)
  expect(start.stderr()).toContain(`PORT=${port + 1}`)
  expect(readdirSync(home)).toEqual([])
})

test('a command finds the database of the Dasi that runs here, or starts it for itself', async () => {
  const home = temporaryFolder()
  const alone = await dasi(['migrate', '--json'], { DASI_HOME: home })
  expect(await alone.exited).toEqual({ code: 0, signal: null })
  expect(JSON.parse(alone.stdout())).toEqual({ applied: [] })
  expect(processesNaming(home)).toEqual([])
  const start = await dasi(words, { DASI_HOME: home })
  await services(start)
  const beside = await dasi(['migrate', '--json'], { DASI_HOME: home })
  expect(await beside.exited).toEqual({ code: 0, signal: null })
  start.kill('SIGINT')
  expect(await start.exited).toEqual({ code: 0, signal: null })
})

interface Addresses {
  readonly databaseUrl: string
  readonly temporalAddress: string
}

async function services(start: DasiProcess): Promise<Addresses> {
  const line = await until('it prints its addresses or ends', () => {
    return start.stdout().includes('\n') ? start.stdout() : ended(start)
  })
  return JSON.parse(line) as Addresses
}

async function ended(start: DasiProcess): Promise<never | undefined> {
  const still = Symbol('still running')
  const result = await Promise.race([start.exited, Promise.resolve(still)])
  if (result === still) return undefined
  throw new Error(`It ended:\n${start.stderr()}`)
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  // A server that is killed cuts the connection; the query's own error is the one that counts.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}
