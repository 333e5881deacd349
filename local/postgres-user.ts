import { spawnSync } from 'node:child_process'
import { chownSync, lstatSync, readFileSync, statSync } from 'node:fs'
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
  if (runs([...prefix, postgres, '--version'])) return { prefix }
  const owner = unprivilegedUser()
  if (owner && runs([postgres, '--version'], owner) && give(folder, owner)) {
    return { prefix: [], owner }
  }
  throw new SetupError(
    `PostgreSQL refuses to run as root; here neither a user namespace is allowed nor may an unprivileged user enter ${folder}. Start as another user, set DASI_HOME to a folder that everyone may enter, or set DATABASE_URL.`,
  )
}

type Owner = NonNullable<PostgresUser['owner']>

function runs([program = '', ...args]: readonly string[], owner?: Owner): boolean {
  return spawnSync(program, args, { stdio: 'ignore', ...owner }).status === 0
}

/** Makes the folder theirs, if they may then enter it: every folder above must let them through. */
function give(folder: string, owner: Owner): boolean {
  const before = statSync(folder)
  chownSync(folder, owner.uid, owner.gid)
  if (runs(['/bin/sh', '-c', 'cd "$1"', 'sh', folder], owner)) return true
  chownSync(folder, before.uid, before.gid)
  return false
}

function unprivilegedUser(): Owner | undefined {
  if (!lstatSync('/etc/passwd', { throwIfNoEntry: false })) return undefined
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const row = ['postgres', 'nobody'].map((name) => rows.find((r) => r[0] === name)).find(Boolean)
  return row ? { uid: Number(row[2]), gid: Number(row[3]) } : undefined
}
