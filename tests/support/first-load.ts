import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { z } from 'zod'

const designer = join(import.meta.dirname, '../../designer')
const vite = join(designer, '../node_modules/vite/bin/vite.js')

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
)

/** Builds the web application into a folder, as it is built to be served. */
export async function buildDesigner(folder: string): Promise<void> {
  const wanted = ['build', designer, '--outDir', folder, '--manifest', 'manifest.json']
  await promisify(execFile)(process.execPath, [vite, ...wanted, '--logLevel', 'warn'], {
    // A test run's own setting would bundle React's development half.
    env: { ...process.env, NODE_ENV: 'production' },
  })
}

/** Scripts and style sheets a drawing needs before it can be worked on, with their compressed sizes in KiB, largest first. */
export function firstLoad(folder: string, language: 'ko' | 'en'): readonly [string, number][] {
  const words = ['frame', 'words', 'canvas', 'rules'].map((area) => `i18n/${language}/${area}.json`)
  const files = filesOf(folder, ['index.html', 'pages/scenario.tsx', ...words])
  return [...files]
    .map((file): [string, number] => [file, kibOf(join(folder, file))])
    .toSorted(([, a], [, b]) => b - a)
}

/** What these entries load before they run; not what they ask for later. */
function filesOf(folder: string, entries: readonly string[]): ReadonlySet<string> {
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')),
  )
  const seen = new Set<string>()
  const files = new Set<string>()
  const add = (entry: string) => {
    if (seen.has(entry)) return
    seen.add(entry)
    const chunk = manifest[entry]
    if (!chunk) throw new Error(`The build has no chunk for ${entry}`)
    for (const file of [chunk.file, ...chunk.css]) files.add(file)
    chunk.imports.forEach(add)
  }
  entries.forEach(add)
  return files
}

function kibOf(file: string): number {
  return gzipSync(readFileSync(file)).length / 1024
}
