import { spawnSync } from 'node:child_process'
import { chownSync, lstatSync, readFileSync } from 'node:fs'
import { SetupError } from './setup-error.ts'

/** How to run PostgreSQL's programs, which refuse to run as root. */
export interface PostgresUser {
  /** Words to put before the program. */
  readonly prefix: readonly string[]
  readonly owner?: { readonly uid: number; readonly gid: number }
}

/**
 * As an ordinary user: as we are. As root: in a user namespace where we are called 1000, which may enter
 * every folder that we may; where the kernel forbids that, as an unprivileged user of the system.
 */
export function choosePostgresUser(postgres: string, folder: string): PostgresUser {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const prefix = ['unshare', '--user', '--map-user=1000', '--']
  if (runs({ prefix }, postgres)) return { prefix }
  const owner = unprivilegedUser()
  if (owner && runs({ prefix: [], owner }, postgres, folder)) {
    chownSync(folder, owner.uid, owner.gid)
    return { prefix: [], owner }
  }
  throw new SetupError(
    `PostgreSQL refuses to run as root; here neither a user namespace is allowed nor may an unprivileged user enter ${folder}. Start as another user, set DASI_HOME to a folder that everyone may enter, or set DATABASE_URL.`,
  )
}

function runs({ prefix, owner }: PostgresUser, postgres: string, cwd?: string): boolean {
  const [program = postgres, ...args] = [...prefix, postgres, '--version']
  // The working directory is entered after the user has changed, so it proves that they may enter it.
  const result = spawnSync(program, args, { stdio: 'ignore', ...owner, ...(cwd ? { cwd } : {}) })
  return result.status === 0
}

function unprivilegedUser(): { uid: number; gid: number } | undefined {
  if (!lstatSync('/etc/passwd', { throwIfNoEntry: false })) return undefined
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const row = ['postgres', 'nobody'].map((name) => rows.find((r) => r[0] === name)).find(Boolean)
  return row ? { uid: Number(row[2]), gid: Number(row[3]) } : undefined
}
