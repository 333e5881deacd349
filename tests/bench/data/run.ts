import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { connect } from '../../../db/connect.ts'
import { migrate } from '../../../db/migrate.ts'
import { startPostgres } from '../../../local/postgres.ts'
import { readDataLine } from '../line.ts'
import { round } from '../statistics.ts'
import { filesIn } from './generate.ts'
import { importFiles } from './import-files.ts'
import { ingestEvents } from './ingest-events.ts'
import { type DataFigure, type DataPart, dataFigures } from './part.ts'
import { segments } from './segments.ts'

const parts: readonly DataPart[] = [importFiles, segments, ingestEvents]

const { customers } = readDataLine(process.argv.slice(3))
const now = Date.now()
const home = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-data-bench-'))
const postgres = await startPostgres({ home, log: () => undefined })
const db = connect(postgres.url, { max: 4 })
const misses: string[] = []
const startedAt = performance.now()
let stopped: Promise<void> | undefined
const stop = () => {
  stopped ??= (async () => {
    await Promise.race([db.destroy(), sleep(2_000)])
    await postgres.stop()
    rmSync(home, { recursive: true, force: true, maxRetries: 10 })
  })()
  return stopped
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void stop().finally(() => process.exit(1)))
}
try {
  await migrate(db)
  const generator = join(import.meta.dirname, 'generate-process.ts')
  await promisify(execFile)(process.execPath, [generator, home, String(customers), String(now)])
  const files = filesIn(home)
  const machine = {
    cores: cpus().length,
    memory_gib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgresql: await setting('server_version'),
    fsync: await setting('fsync'),
  }
  const print = (figure: DataFigure, value: number) => {
    const kind: { unit: string; atLeast?: number; atMost?: number } = dataFigures[figure]
    const line = { figure, value: round(value), unit: kind.unit, n: customers, machine }
    console.log(JSON.stringify(line))
    const isMissed =
      (kind.atLeast !== undefined && value < kind.atLeast) ||
      (kind.atMost !== undefined && value > kind.atMost)
    if (isMissed) misses.push(`${figure}: ${round(value)}`)
  }
  for (const part of parts) await part({ db, files, customers, now, print })
} finally {
  await stop()
}
console.error(`Done in ${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes.`)
for (const miss of misses) console.error(`missed: ${miss}`)

async function setting(name: string): Promise<string> {
  const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(
    db,
  )
  return rows[0]?.value ?? ''
}
