import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publishPages } from '../../bin/publish-pages.ts'
import { temporaryFolder } from '../support/dasi.ts'

const dayMs = 86_400_000

test('a new build takes the place of the old one, whose parts stay for those who have it open', () => {
  const served = temporaryFolder()
  publishPages(build(served, 'one'), { served })
  publishPages(build(served, 'two'), { served })

  expect(readFileSync(join(served, 'index.html'), 'utf8')).toBe('needs assets/two.js')
  expect(readdirSync(join(served, 'assets')).toSorted()).toEqual(['all.woff2', 'one.js', 'two.js'])
  expect(readFileSync(join(served, 'fonts', 'license.txt'), 'utf8')).toBe('free')
  expect(readdirSync(served).toSorted()).toEqual(['assets', 'fonts', 'index.html'])
})

test('parts that no build of the last seven days had are gone', () => {
  const served = temporaryFolder()
  publishPages(build(served, 'old'), { served })
  publishPages(build(served, 'recent'), { served })
  const now = Date.now()
  age(join(served, 'assets', 'old.js'), now - 8 * dayMs)
  age(join(served, 'assets', 'recent.js'), now - 6 * dayMs)
  publishPages(build(served, 'new'), { served, now })
  expect(readdirSync(join(served, 'assets')).toSorted()).toEqual([
    'all.woff2',
    'new.js',
    'recent.js',
  ])
})

test('a build that breaks off while it is put in place leaves the former page with all its parts', () => {
  const served = temporaryFolder()
  publishPages(build(served, 'one'), { served })
  const draft = build(served, 'two')
  // A folder where a file must go: the renaming stops there.
  writeFileSync(join(draft, 'fonts', 'zz'), '')
  mkdirSync(join(served, 'fonts', 'zz', 'in-the-way'), { recursive: true })
  expect(() => publishPages(draft, { served })).toThrow()
  expect(readFileSync(join(served, 'index.html'), 'utf8')).toBe('needs assets/one.js')
  expect(existsSync(join(served, 'assets', 'one.js'))).toBe(true)
})

function age(file: string, atMs: number): void {
  utimesSync(file, atMs / 1000, atMs / 1000)
}

function build(served: string, name: string): string {
  const draft = join(served, `.draft-${name}`)
  for (const folder of ['assets', 'fonts']) mkdirSync(join(draft, folder), { recursive: true })
  writeFileSync(join(draft, 'index.html'), `needs assets/${name}.js`)
  writeFileSync(join(draft, 'assets', `${name}.js`), name)
  writeFileSync(join(draft, 'assets', 'all.woff2'), 'a font')
  writeFileSync(join(draft, 'fonts', 'license.txt'), 'free')
  return draft
}
