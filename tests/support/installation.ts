import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

export interface Installation {
  readonly url: string
  /** The first sign-in; it asks for another password. */
  readonly administrator: { readonly email: string; readonly password: string }
  readonly home: string
  /** Stops every process of it and removes its data. */
  stop(): Promise<void>
}

/**
 * All of Dasi as `npm start` starts it, on free ports and a folder of its own. Needs no test runner, so
 * that browser tests and faults can use it too.
 */
export async function startInstallation(
  environment: Readonly<Record<string, string>> = {},
): Promise<Installation> {
  const base = process.env['DASI_TEST_HOME']
  const home = mkdtempSync(join(base ?? tmpdir(), 'dasi-installation-'))
  const own = { DASI_HOME: home, DASI_CACHE: join(base ?? resolve('.dasi'), 'cache'), PORT: '0' }
  const child = spawn(process.execPath, [resolve('bin', 'dasi.ts'), 'start', '--json'], {
    env: { ...process.env, ...own, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-20_000)
  })
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  const stop = async () => {
    child.kill('SIGINT')
    await exited
    rmSync(home, { recursive: true, force: true, maxRetries: 10 })
  }
  const line = await Promise.race([
    new Promise<string>((done) => {
      if (child.stdout) createInterface({ input: child.stdout }).once('line', done)
    }),
    exited.then(() => undefined),
  ])
  if (line === undefined) {
    await stop()
    throw new Error(`Dasi did not start. It said:\n${said}`)
  }
  const ready = JSON.parse(line) as Pick<Installation, 'url' | 'administrator'>
  return { ...ready, home, stop }
}
