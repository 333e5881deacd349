import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'

/** A service that ends when we end, however we end. */
export interface Guarded {
  /** Resolves with the exit code once the service has ended. */
  readonly exited: Promise<number>
  /** Asks it to end, forces it after `graceMs`, and resolves when it has ended. */
  stop(graceMs?: number): Promise<void>
  /** The last lines it wrote, for messages. */
  tail(): string
}

export interface GuardOptions {
  readonly command: readonly [string, ...string[]]
  readonly logFile: string
  readonly pidFile: string
  /** The signal that ends the service in good order. */
  readonly signal: 'INT' | 'TERM'
  readonly owner?: { readonly uid: number; readonly gid: number }
}

// The shell holds the other end of our pipe. When we end, even by SIGKILL, the pipe closes, the
// reader sees its end, and the service gets its signal. $1 signal, $2 pid file, the rest the command.
const guardScript = `
signal=$1; pidfile=$2; shift 2
umask 077
exec 3<&0
"$@" </dev/null 3<&- &
service=$!
echo $service > "$pidfile"
(trap '' INT TERM HUP; while read -r line <&3; do :; done; kill -$signal $service 2>/dev/null) &
watch=$!
exec 3<&-
wait $service
code=$?
kill -KILL $watch 2>/dev/null
rm -f "$pidfile"
exit $code
`

/**
 * Starts a service in a process group of its own, so that Ctrl-C in the terminal reaches us alone and we
 * end things in order. Its output goes to a file, which is renamed at 10 MB.
 */
export function startGuarded(options: GuardOptions): Guarded {
  const { logFile, pidFile, signal } = options
  rotate(logFile)
  const log = openSync(logFile, 'a', 0o600)
  const child = spawnService(options, log)
  closeSync(log)
  const exited = new Promise<number>((resolve) => {
    child.once('error', () => resolve(127))
    child.once('exit', (code) => resolve(code ?? 128))
  })
  void exited.then(() => rmSync(pidFile, { force: true }))
  return {
    exited,
    tail: () => lastLines(logFile),
    async stop(graceMs = 20_000) {
      if (process.platform === 'win32') child.kill(`SIG${signal}`)
      child.stdin?.end()
      const force = setTimeout(() => killGroup(child), graceMs)
      await exited
      clearTimeout(force)
    },
  }
}

function spawnService(options: GuardOptions, log: number): ChildProcess {
  const { command, pidFile, signal, owner } = options
  const [program, ...args] = command
  if (process.platform === 'win32') {
    return spawn(program, args, { ...owner, stdio: ['pipe', log, log], windowsHide: true })
  }
  const guardArgs = ['-c', guardScript, 'guard', signal, pidFile, ...command]
  return spawn('/bin/sh', guardArgs, { ...owner, stdio: ['pipe', log, log], detached: true })
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  const target = process.platform === 'win32' ? child.pid : -child.pid
  try {
    process.kill(target, 'SIGKILL')
  } catch {
    // The group ended by itself in the meantime.
  }
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > 10_000_000) renameSync(file, `${file}.1`)
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-5).join('\n')
}
