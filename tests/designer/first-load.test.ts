import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDesigner, firstLoad } from '../support/first-load.ts'

const limitKib = 350
const built = mkdtempSync(join(tmpdir(), 'dasi-first-load-'))
afterAll(() => rmSync(built, { recursive: true, force: true }))

beforeAll(() => buildDesigner(built), 120_000)

test.each(['ko', 'en'] as const)(
  'what a drawing needs before it can be worked on is at most 350 KiB, compressed (%s)',
  (language) => {
    const files = firstLoad(built, language)
    const sum = files.reduce((total, [, kib]) => total + kib, 0)
    const list = files.map(([file, kib]) => `${kib.toFixed(1)} ${file}`)
    expect(sum, list.join('\n')).toBeLessThanOrEqual(limitKib)
  },
)
