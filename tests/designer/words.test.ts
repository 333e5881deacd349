import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const designer = join(import.meta.dirname, '../../designer')
const areas = readdirSync(join(designer, 'i18n/ko')).map((file) => file.replace('.json', ''))

/** Every key of an area as a path; plural forms of one key are one key. */
function keysOf(language: string, area: string): readonly string[] {
  const words: unknown = JSON.parse(
    readFileSync(join(designer, 'i18n', language, `${area}.json`), 'utf8'),
  )
  const paths = (value: unknown, path: string): readonly string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => paths(inner, path ? `${path}.${key}` : key))
      : [path.replace(/_(?:zero|one|two|few|many|other)$/, '')]
  return [...new Set(paths(words, ''))].toSorted()
}

const sources = readdirSync(designer, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('dist'))
  .map((file) => readFileSync(join(designer, file), 'utf8'))
  .join('\n')

/** What the sources ask for: whole keys, and the beginnings of keys whose end is only known at run time. */
const asked = new Set(
  [...sources.matchAll(/['"`](?:[a-z-]+:)?([\w.-]+)['"`]/g)].map(([, key]) => key ?? ''),
)
const beginnings = [...sources.matchAll(/`(?:[a-z-]+:)?([\w.-]+\.)\$\{/g)].map(
  ([, beginning]) => beginning ?? '',
)

test('every area speaks both languages with the same keys', () => {
  expect(readdirSync(join(designer, 'i18n/en')).toSorted()).toEqual(
    readdirSync(join(designer, 'i18n/ko')).toSorted(),
  )
  for (const area of areas) expect(keysOf('en', area), area).toEqual(keysOf('ko', area))
})

test('no area keeps words that nothing asks for', () => {
  const unused = areas.flatMap((area) =>
    keysOf('ko', area)
      .filter(
        (key) => !asked.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)),
      )
      .map((key) => `${area}:${key}`),
  )
  expect(unused).toEqual([])
})

test('every word that is asked for by its whole key is there', () => {
  const known = new Set(areas.flatMap((area) => keysOf('ko', area)))
  const wanted = [...sources.matchAll(/\bt\(\s*'(?:[a-z-]+:)?([\w.-]+)'/g)].map(
    ([, key]) => key ?? '',
  )
  expect(wanted.length).toBeGreaterThan(300)
  expect(wanted.filter((key) => !known.has(key))).toEqual([])
})

test('every change that is written down has words in both languages', () => {
  const folders = ['db', 'api'].map((folder) => join(designer, '..', folder))
  const actions = folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8')),
    )
    .filter((source) => source.includes('await writeAudit('))
    .flatMap((source) => [...source.matchAll(/action: '([a-z]+\.[a-z]+|import)'/g)])
    .map(([, action = '']) => (action.includes('.') ? action : `${action}.made`))
  expect(actions.length).toBeGreaterThan(30)
  const known = new Set(keysOf('ko', 'settings'))
  expect(actions.filter((action) => !known.has(`action.${action}`))).toEqual([])
})
