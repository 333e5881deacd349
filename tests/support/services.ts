import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type EmbeddedPostgres, startPostgres } from '../../local/postgres.ts'
import { type EmbeddedTemporal, startTemporal } from '../../local/temporal.ts'
import { findTemporalProgram } from '../../local/temporal-program.ts'
import { bundleWorkflows } from './bundle.ts'
import { prepareTemplate } from './template.ts'

/** What a test file may ask the run for. Each is started at the first request and shared by all files. */
export interface Services {
  /** An empty PostgreSQL: its address, as administrator. */
  '/postgres': { url: string }
  /** The name of a database with all migrations applied. */
  '/template': { url: string; template: string }
  '/temporal': { address: string }
  /** The path of the program `temporal`, for processes that a test starts. */
  '/temporal-program': { path: string }
  /** The file that holds the bundle of the workflows. */
  '/bundle': { codePath: string }
}

const home = process.env['DASI_TEST_HOME']
/** Downloads outlive a run, and are shared with `npm start`. */
const cache = join(home ?? resolve('.dasi'), 'cache')

// Nothing of a test run has to outlive a power cut.
const quick = { fsync: 'off', shared_buffers: '128MB' }

/** The services of one test run, behind one loopback port: test files run in processes of their own. */
export async function startServices(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(home ?? tmpdir(), 'dasi-test-'))
  const log = () => undefined
  const searchPath = process.env['PATH'] ?? ''
  const postgres = once(() => startPostgres({ home: folder, log, settings: quick }))
  const program = once(() =>
    findTemporalProgram({ cli: process.env['TEMPORAL_CLI'], cache, searchPath, log }),
  )
  const temporal = once(async () => startTemporal({ home: folder, cli: await program(), log }))
  const template = once(async () => prepareTemplate((await postgres()).url))
  const bundle = once(() => bundleWorkflows(folder))
  const answers: { [Path in keyof Services]: () => Promise<Services[Path]> } = {
    '/postgres': async () => ({ url: (await postgres()).url }),
    '/template': async () => ({ url: (await postgres()).url, template: await template() }),
    '/temporal': async () => ({ address: (await temporal()).address }),
    '/temporal-program': async () => ({ path: await program() }),
    '/bundle': async () => ({ codePath: await bundle() }),
  }
  const server = await serve(answers)
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close()
      await Promise.all([
        stopStarted<EmbeddedTemporal>(temporal),
        stopStarted<EmbeddedPostgres>(postgres),
      ])
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Once<T> {
  (): Promise<T>
  started?: Promise<T>
}

function once<T>(start: () => Promise<T>): Once<T> {
  const run: Once<T> = () => {
    run.started ??= start()
    return run.started
  }
  return run
}

async function stopStarted<T extends { stop(): Promise<void> }>(service: Once<T>): Promise<void> {
  const running = await service.started?.catch(() => undefined)
  await running?.stop()
}

function serve(answers: Record<string, () => Promise<unknown>>): Promise<Server> {
  const server = createServer((request, response) => {
    const answer =
      answers[request.url ?? ''] ?? (() => Promise.reject(new Error('No such service')))
    // A connection that is kept may be closed just when the next test writes to it.
    response.setHeader('connection', 'close')
    answer().then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) =>
        response.writeHead(500).end(error instanceof Error ? error.message : String(error)),
    )
  })
  server.unref()
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)))
}
