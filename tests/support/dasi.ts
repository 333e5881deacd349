import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'
import { ask } from './ask.ts'

export interface DasiProcess {
  readonly pid: number
  /** What it has written so far. */
  readonly stdout: () => string
  readonly stderr: () => string
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  kill(signal: NodeJS.Signals): void
}

/** A folder of the test's own, gone after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(process.env['DASI_TEST_HOME'] ?? tmpdir(), 'dasi-home-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }))
  return folder
}

/**
 * Runs a command line of Dasi as a process of its own, `input` on its standard input; killed after the test if it is
 * still there.
 */
export async function dasi(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<DasiProcess> {
  const { path } = await ask('/temporal-program')
  const own = { TEMPORAL_CLI: path, PORT: '0', DASI_DEMO: 'off', ...environment }
  return runProgram([process.execPath, resolve('bin', 'dasi.ts'), ...words], own, input)
}

/** Any program, in the same way. */
export function runProgram(
  [program = '', ...args]: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): DasiProcess {
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio: 'pipe' })
  child.stdin.end(input)
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    pid: child.pid ?? 0,
    stdout: collect(child.stdout),
    stderr: collect(child.stderr),
    exited: new Promise((done) => {
      child.once('close', (code, signal) => done({ code, signal }))
    }),
    kill: (signal) => child.kill(signal),
  }
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = ''
  stream?.setEncoding('utf8').on('data', (more: string) => {
    text += more
  })
  return () => text
}

/** The command lines of all processes that name the folder, but for those of tests. */
export function processesNaming(folder: string): string[] {
  return execFileSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(folder) && !line.trimStart().startsWith('Z'))
}
