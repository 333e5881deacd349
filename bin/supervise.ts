import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Supervised {
  readonly name: string
  /** Ends it in good order and starts it again at once. */
  restart(): void
  /** Asks it to end, forces it after 20 seconds, and resolves when it has ended for good. */
  stop(): Promise<void>
}

export interface SuperviseOptions {
  readonly name: string
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]]
  readonly environment: Readonly<Record<string, string | undefined>>
  /** One line that the process wrote, or that it was started again. */
  readonly onLine: (line: string) => void
}

const firstPauseMs = 500
const longestPauseMs = 30_000
/** Whoever ran this long has recovered: the next crash begins with the short pause again. */
const recoveredMs = 60_000

/**
 * Keeps a process running: a crashed one is started again after a pause that doubles up to 30 seconds. It
 * has a process group of its own, so that Ctrl-C reaches us alone, and a channel to us, whose closing tells
 * it that we have ended.
 */
export function supervise(options: SuperviseOptions): Supervised {
  const { name, onLine } = options
  const stopping = new AbortController()
  let child: ChildProcess | undefined
  let restarting = false
  const keepRunning = async () => {
    let pauseMs = firstPauseMs
    while (!stopping.signal.aborted) {
      const begun = performance.now()
      child = launch(options)
      const how = await ended(child)
      if (stopping.signal.aborted) return
      if (restarting) {
        restarting = false
        continue
      }
      if (performance.now() - begun > recoveredMs) pauseMs = firstPauseMs
      onLine(`${name} ended unexpectedly (${how}); starting it again in ${pauseMs / 1000} s`)
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      pauseMs = Math.min(longestPauseMs, pauseMs * 2)
    }
  }
  const done = keepRunning()
  return {
    name,
    restart() {
      restarting = child?.kill('SIGTERM') ?? false
    },
    async stop() {
      stopping.abort()
      child?.kill('SIGTERM')
      const force = setTimeout(() => child?.kill('SIGKILL'), 20_000)
      await done
      clearTimeout(force)
    },
  }
}

function launch({ command, environment, onLine }: SuperviseOptions): ChildProcess {
  const [program, ...args] = command
  const child = spawn(program, args, {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  for (const stream of [child.stdout, child.stderr] as Readable[]) {
    createInterface({ input: stream }).on('line', onLine)
  }
  return child
}

function ended(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`))
  })
}
