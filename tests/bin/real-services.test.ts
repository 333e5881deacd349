import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { connect } from '../../db/connect.ts'
import { startPostgres } from '../../local/postgres.ts'
import { freePort } from '../../local/processes.ts'
import { ask } from '../support/ask.ts'
import { makeAuthority } from '../support/certificates.ts'
import { type DasiProcess, dasi, temporaryFolder } from '../support/dasi.ts'
import { guardTemporal } from '../support/guarded-temporal.ts'
import { launch, makeAudience, untilEnded } from '../support/launch.ts'
import { brokenPromises, unfinished } from '../support/run-facts.ts'
import { until } from '../support/until.ts'
import { winback } from '../support/winback.ts'

test('separate processes run a campaign on a PostgreSQL and a Temporal behind TLS, a client certificate and a key', {
  timeout: 300_000,
}, async () => {
  const folder = temporaryFolder()
  const authority = makeAuthority('Authority of the house')
  const files = writeCertificates(folder, { authority, client: authority.issue('dasi') })
  const apiKey = 'key-of-the-test'
  const temporal = await guardTemporal((await ask('/temporal')).address, { authority, apiKey })
  const url = await startEncryptedPostgres(join(folder, 'postgres-home'), authority)
  const port = await freePort()
  const environment = {
    DASI_HOME: join(folder, 'home'),
    DATABASE_URL: `${url}?sslmode=verify-full&sslrootcert=${files.ca}`,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_PREFIX: 'real-services',
    TEMPORAL_API_KEY: apiKey,
    TEMPORAL_TLS_CA: files.ca,
    TEMPORAL_TLS_CERT: files.cert,
    TEMPORAL_TLS_KEY: files.key,
    PORT: String(port),
    LOG_LEVEL: 'error',
  }

  expect(await ended(await dasi(['migrate'], environment))).toMatchObject({ code: 0 })
  const db = connect(environment.DATABASE_URL, { max: 2 })
  onTestFinished(() => db.destroy())
  await makeAudience(db, 20)
  const { run } = await launch(db, winback, { kind: 'sandbox', secondsPerDay: 0.1, cohortSize: 7 })
  const names = ['worker', 'worker', 'router', 'api']
  const processes = await Promise.all(names.map((name) => dasi([name], environment)))
  const healthy = () => isHealthy(port)
  await untilOneFails(processes, until('the pages are served', healthy, { limitMs: 120_000 }))
  await untilOneFails(processes, untilEnded(db, run))

  expect(await brokenPromises(db, run)).toEqual([])
  expect(await unfinished(db, run)).toBe(0)
  const { rows } = await sql<{ ssl: boolean }>`
    select distinct s.ssl from pg_stat_ssl s join pg_stat_activity a using (pid)
    where a.datname = 'dasi' and a.client_addr is not null`.execute(db)
  expect(rows).toEqual([{ ssl: true }])
  expect(temporal.counts().passed).toBeGreaterThan(100)
  expect(temporal.counts().refused).toBe(0)

  const wrongKey = await ended(await dasi(['router'], { ...environment, TEMPORAL_API_KEY: 'no' }))
  expect(wrongKey.said).toContain('the key is not known')
  expect(temporal.counts().refused).toBeGreaterThan(0)
  const other = makeAuthority('Somebody else')
  const wrong = writeCertificates(join(folder, 'other'), {
    authority: other,
    client: other.issue('x'),
  })
  const strange = await ended(await dasi(['router'], { ...environment, TEMPORAL_TLS_CA: wrong.ca }))
  expect(strange.said).toContain(`The Temporal service at ${temporal.address} does not answer`)
  const distrusted = { ...environment, DATABASE_URL: `${url}?sslmode=verify-full` }
  expect((await ended(await dasi(['migrate'], distrusted))).said).toContain('does not let us in')

  for (const process of processes) process.kill('SIGTERM')
  for (const process of processes) expect(await process.exited).toMatchObject({ code: 0 })
  await temporal.close()
})

test.each([
  { set: { TEMPORAL_TLS_CERT: '/no/such.pem' }, says: 'TEMPORAL_TLS_CERT, /no/such.pem, cannot' },
  { set: { TEMPORAL_TLS_CA: '/etc/hostname' }, says: 'is no PEM file' },
  { set: { TEMPORAL_TLS: 'off', TEMPORAL_TLS_NAME: 'a.example' }, says: 'TEMPORAL_TLS is off' },
])('settings that cannot hold together are refused: $says', async ({ set, says }) => {
  const { url } = await ask('/postgres')
  const environment = { DATABASE_URL: url, TEMPORAL_ADDRESS: '127.0.0.1:1', ...set }
  const { code, said } = await ended(await dasi(['router'], environment as Record<string, string>))
  expect(code).not.toBe(0)
  expect(said).toContain(says)
})

async function startEncryptedPostgres(
  home: string,
  authority: ReturnType<typeof makeAuthority>,
): Promise<string> {
  const log = () => undefined
  // Made once without, for the key must belong to the user whom the server runs as.
  await (await startPostgres({ home, log })).stop()
  const { cert, key } = authority.issue('postgres')
  const data = join(home, 'postgres')
  const owner = statSync(data)
  for (const [name, text] of [
    ['server.crt', cert],
    ['server.key', key],
  ] as const) {
    const path = join(data, name)
    writeFileSync(path, text)
    chmodSync(path, 0o600)
    chownSync(path, owner.uid, owner.gid)
  }
  const postgres = await startPostgres({ home, log, settings: { ssl: 'on' } })
  onTestFinished(() => postgres.stop())
  return postgres.url
}

function writeCertificates(
  folder: string,
  made: {
    authority: { readonly cert: string }
    client: { readonly cert: string; readonly key: string }
  },
): { ca: string; cert: string; key: string } {
  mkdirSync(folder, { recursive: true })
  const write = (name: string, pem: string) => {
    const path = join(folder, name)
    writeFileSync(path, pem)
    return path
  }
  return {
    ca: write('ca.pem', made.authority.cert),
    cert: write('client.pem', made.client.cert),
    key: write('client.key', made.client.key),
  }
}

/** Waits for this, unless a process ends meanwhile; then says what it said. */
async function untilOneFails(
  processes: readonly DasiProcess[],
  expected: Promise<unknown>,
): Promise<void> {
  const failing = processes.map(async (process) => {
    const { code } = await process.exited
    throw new Error(`A process ended with code ${code}: ${process.stderr()}`)
  })
  const failed = Promise.race(failing)
  failed.catch(() => undefined)
  await Promise.race([expected, failed])
}

async function isHealthy(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
  return answer?.ok === true
}

async function ended(process: DasiProcess): Promise<{ code: number | null; said: string }> {
  const { code } = await process.exited
  return { code, said: process.stdout() + process.stderr() }
}
