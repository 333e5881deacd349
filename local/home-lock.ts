import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, processIdentity } from './processes.ts'
import { SetupError } from './setup-error.ts'
import { describeSystemError } from './system-error.ts'

/** What the process that holds a home tells the others. */
export interface Running {
  readonly pid: number
  readonly databaseUrl?: string
  readonly temporalAddress?: string
  /** Where people sign in. */
  readonly url?: string
}

export interface HomeLock {
  /** Adds to what the others can read. */
  tell(more: Partial<Running>): void
  release(): void
}

/**
 * Takes a home for this process alone, for two servers on one data folder destroy it. A lock whose process
 * has ended, even if its id is in use again, is taken over.
 */
export function lockHome(home: string): HomeLock {
  const file = join(home, 'running.json')
  let told: Running & { identity: string } = {
    pid: process.pid,
    identity: processIdentity(process.pid),
  }
  const holder = claimIn(home, { file, content: JSON.stringify(told) })
  if (holder) {
    throw new SetupError(
      `Dasi is already running on ${home} (process ${holder.pid}${holder.url ? `, ${holder.url}` : ''}). Stop it first, or set DASI_HOME to another folder.`,
    )
  }
  return {
    tell(more) {
      told = { ...told, ...more }
      // Renamed into place, so that a reader never sees half of it.
      writeFileSync(`${file}.new`, JSON.stringify(told), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    release: () => rmSync(file, { force: true }),
  }
}

/** What runs on a home now; undefined when nothing does. */
export function findRunning(home: string): Running | undefined {
  return readHolder(join(home, 'running.json'))
}

function claimIn(
  home: string,
  { file, content }: { file: string; content: string },
): Running | undefined {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 })
    return claim(file, content)
  } catch (cause) {
    const why = describeSystemError(cause, home)
    if (why === undefined) throw cause
    throw new SetupError(
      `The folder for the data, ${home}, cannot be used. ${why} DASI_HOME names the folder.`,
      { cause },
    )
  }
}

function claim(file: string, content: string): Running | undefined {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 })
    return undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const holder = readHolder(file)
  if (holder) return holder
  rmSync(file, { force: true })
  return claim(file, content)
}

function readHolder(file: string): Running | undefined {
  try {
    const holder = JSON.parse(readFileSync(file, 'utf8')) as Running & { identity: string }
    const same = isAlive(holder.pid) && processIdentity(holder.pid) === holder.identity
    return same ? holder : undefined
  } catch {
    return undefined
  }
}
