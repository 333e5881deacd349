import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'

/** How programs say that they found no room: PostgreSQL, and Temporal’s SQLite. */
const fullDisk = /No space left on device|disk is full/i

/**
 * What the operating system refused, in one sentence with the place and the remedy; undefined for an error that is not
 * about a file or the disk, which then is a mistake of ours. `folder` is where it happened, for errors that do not say.
 */
export function describeSystemError(error: unknown, folder?: string): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, path = folder } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT') return describeFullDisk(path)
  if (code === undefined || path === undefined) return undefined
  switch (code) {
    case 'ENOENT':
      return `${path} does not exist. Check the path.`
    case 'EACCES':
    case 'EPERM':
      return `This user may not use ${path} (${code}). Give it the right to, start as another user, or name another path.`
    case 'EROFS':
      return `${path} lies on a file system that cannot be written to. Name another path.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path} cannot be a folder: a file of this name is in the way. Name another path.`
    case 'EISDIR':
      return `${path} is a folder; a file is needed. Name a file.`
    default:
      return undefined
  }
}

/** What a program said that failed, after the remedy where its own words leave it open. */
export function withRemedy(said: string, folder: string): string {
  return `${fullDisk.test(said) ? `${describeFullDisk(folder)} ` : ''}It said:\n${said}`
}

function describeFullDisk(path?: string): string {
  if (path === undefined) return 'The disk is full. Free some space.'
  return `The disk that holds ${path} is full (${freeMb(path)} MB left). Free some space there, or name another path.`
}

function freeMb(path: string): string {
  for (let folder = path; ; folder = dirname(folder)) {
    try {
      const { bavail, bsize } = statfsSync(folder)
      return String(Math.floor((bavail * bsize) / 1_048_576))
    } catch {
      if (folder === dirname(folder)) return '0'
    }
  }
}
