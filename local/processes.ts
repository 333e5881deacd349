import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Whether a process of this id exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The command line of a running process, words separated by spaces; empty when it has ended. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    }
    if (process.platform === 'win32') return ''
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return ''
  }
}

/** Tells a process from a later one of the same id: when it began, and its command line. */
export function processIdentity(pid: number): string {
  if (process.platform !== 'linux') return commandLine(pid)
  return `${statFields(pid)[19] ?? ''} ${commandLine(pid)}`
}

/**
 * Ends what an earlier start left behind: the process whose id stands in `pidFile`, provided that its
 * command line still contains `mark`, for process ids are reused. Waits until it is gone; removes the file.
 */
export async function endLeftover(
  pidFile: string,
  { mark, signal }: { mark: string; signal: NodeJS.Signals },
): Promise<void> {
  const pid = readPid(pidFile)
  if (pid !== undefined && commandLine(pid).includes(mark)) {
    signalQuietly(pid, signal)
    if (!(await becomesTrue(() => !isAlive(pid), 10_000))) {
      signalQuietly(pid, 'SIGKILL')
      await becomesTrue(() => !isAlive(pid), 10_000)
    }
  }
  rmSync(pidFile, { force: true })
}

/** Waits until `condition` holds; answers whether it did within the limit. */
export async function becomesTrue(
  condition: () => boolean | Promise<boolean>,
  limitMs: number,
): Promise<boolean> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) return false
    await sleep(25)
  }
  return true
}

/** A TCP port on the loopback address that nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** The system's code for why no server can listen there now; undefined when one can. */
export function whyNotListen(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}

/** The process id on the first line of a file; undefined when there is none. */
export function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself in the meantime.
  }
}

function isZombie(pid: number): boolean {
  return process.platform === 'linux' && statFields(pid)[0] === 'Z'
}

/** The fields of /proc/PID/stat after the program's name, which may contain anything. */
function statFields(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
