import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** So long a page that was opened before may still ask for its parts. */
const keptMs = 7 * 86_400_000

/**
 * Puts a finished build in the place of the one being served, on the same file system. At every instant what is served is
 * whole: files with a hash in their names come first, the page that names them last, each renamed into place. Such files of
 * earlier builds stay for seven days, for those who have the page open. `draft` is gone afterwards.
 */
export function publishPages(
  draft: string,
  { served, now = Date.now() }: { served: string; now?: number },
): void {
  const files = globSync('**', { cwd: draft, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name).slice(draft.length + 1))
  for (const file of files.toSorted((a, b) => rank(a) - rank(b))) {
    mkdirSync(dirname(join(served, file)), { recursive: true })
    renameSync(join(draft, file), join(served, file))
  }
  forgetOld(served, { fresh: new Set(files), now })
  rmSync(draft, { recursive: true, force: true })
}

function rank(file: string): number {
  if (file.startsWith('assets')) return 0
  return file === 'index.html' ? 2 : 1
}

function forgetOld(
  served: string,
  { fresh, now }: { fresh: ReadonlySet<string>; now: number },
): void {
  const assets = join(served, 'assets')
  if (!existsSync(assets)) return
  for (const name of readdirSync(assets)) {
    const old = statSync(join(assets, name)).mtimeMs < now - keptMs
    if (old && !fresh.has(join('assets', name))) unlinkSync(join(assets, name))
  }
}
