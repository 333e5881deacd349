import { expect, test } from 'vitest'
import en from '../../designer/i18n/en/canvas.json' with { type: 'json' }
import enMore from '../../designer/i18n/en/canvas-more.json' with { type: 'json' }
import ko from '../../designer/i18n/ko/canvas.json' with { type: 'json' }
import koMore from '../../designer/i18n/ko/canvas-more.json' with { type: 'json' }
import { diagnosticTable } from '../../engine/diagnostics.ts'
import { knownTags } from '../../engine/render/known-tags.ts'

test('everything the compiler can find wrong is worded in both languages', () => {
  for (const words of [koMore, enMore])
    expect(Object.keys(words.problem).toSorted()).toEqual(Object.keys(diagnosticTable).toSorted())
})

test('every merge tag has a name in both languages', () => {
  for (const words of [ko, en])
    expect(Object.keys(words.tag).toSorted()).toEqual(Object.keys(knownTags).toSorted())
})

test('a sentence holds the same values in both languages', () => {
  const holes = (text: string) => [...text.matchAll(/\{\{\w+\}\}/g)].map(String).toSorted()
  const flat = (words: object, path = ''): [string, string][] =>
    Object.entries(words).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string'
        ? [[`${path}${key}`, value] as [string, string]]
        : flat(value as object, `${path}${key}.`),
    )
  const korean = new Map(flat({ ...ko, ...koMore }))
  for (const [key, text] of flat({ ...en, ...enMore })) {
    if (key.endsWith('_one') || key.endsWith('_other')) continue
    expect([key, holes(korean.get(key) ?? '')]).toEqual([key, holes(text)])
  }
})
