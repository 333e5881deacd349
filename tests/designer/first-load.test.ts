import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'

const designer = join(import.meta.dirname, '../../designer')
const vite = join(designer, '../node_modules/vite/bin/vite.js')
const limitKib = 350

const manifestSchema = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
)

const built = mkdtempSync(join(tmpdir(), 'dasi-first-load-'))
afterAll(() => rmSync(built, { recursive: true, force: true }))

beforeAll(async () => {
  const wanted = ['build', designer, '--outDir', built, '--manifest', 'manifest.json']
  await promisify(execFile)(process.execPath, [vite, ...wanted, '--logLevel', 'warn'], {
    // As it is built to be served: a test run's own setting would bundle React's development half.
    env: { ...process.env, NODE_ENV: 'production' },
  })
}, 120_000)

test.each(['ko', 'en'])(
  'what a drawing needs before it can be worked on is at most 350 KiB, compressed (%s)',
  (language) => {
    const words = ['frame', 'words', 'canvas', 'rules'].map(
      (area) => `i18n/${language}/${area}.json`,
    )
    const files = filesOf(['index.html', 'pages/scenario.tsx', ...words])
    const sizes = [...files].map((file) => [kibOf(file), file] as const)
    const sum = sizes.reduce((total, [kib]) => total + kib, 0)
    const list = sizes
      .toSorted(([a], [b]) => b - a)
      .map(([kib, file]) => `${kib.toFixed(1)} ${file}`)
    expect(sum, list.join('\n')).toBeLessThanOrEqual(limitKib)
  },
)

/** The scripts and style sheets that these entries load before they run; not what they ask for later. */
function filesOf(entries: readonly string[]): ReadonlySet<string> {
  const manifest = manifestSchema.parse(
    JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8')),
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
  return gzipSync(readFileSync(join(built, file))).length / 1024
}
