import i18next from 'i18next'
import { expect, test } from 'vitest'
import { formatsOf } from '../../designer/format.ts'
import en from '../../designer/i18n/en/canvas.json' with { type: 'json' }
import enMore from '../../designer/i18n/en/canvas-more.json' with { type: 'json' }
import enWords from '../../designer/i18n/en/words.json' with { type: 'json' }
import ko from '../../designer/i18n/ko/canvas.json' with { type: 'json' }
import koMore from '../../designer/i18n/ko/canvas-more.json' with { type: 'json' }
import koWords from '../../designer/i18n/ko/words.json' with { type: 'json' }
import type { Words } from '../../designer/kinds/kind-view.ts'
import {
  attributionChanges,
  exitRuleChanges,
  settingChanges,
} from '../../designer/kinds/setting-changes.ts'
import { rewardSchema } from '../../schemas/kinds/offer.ts'
import { type Kind, nodeSchema, type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { line } from '../engine/draw.ts'
import { variantsOf } from './schema-variants.ts'

const saved = {
  segments: ['고마운 고객', '새 고객'],
  offers: ['감사 쿠폰', '환영 쿠폰'],
} as const
const ids = ['0f8fad5b-d9cb-469f-a165-70867728950e', '7c9e6679-7425-40de-944b-e07fc1f90ae7']

/** To say nothing of entries is to say: once, and never again. */
const meansTheSame = new Set(['entry(absent)', 'reentry(absent)'])

/** What the canvas is told with, in one language; asking for a word that is not there fails. */
async function wordsIn(language: 'ko' | 'en'): Promise<Words> {
  const [canvas, more, words] = language === 'ko' ? [ko, koMore, koWords] : [en, enMore, enWords]
  const t = await i18next.createInstance().init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { canvas, 'canvas-more': more, words } },
    ns: ['canvas', 'canvas-more', 'words'],
    defaultNS: 'canvas',
    fallbackNS: ['words', 'canvas-more'],
    interpolation: { escapeValue: false },
    parseMissingKeyHandler: (key) => {
      throw new Error(`No word in ${language}: ${key}`)
    },
  })
  const named = (names: readonly string[]) =>
    Object.fromEntries(ids.map((id, place) => [id, { name: names[place] ?? '' }]))
  const reward = rewardSchema.parse({
    kind: 'coupon',
    name: 'coupon',
    faceValue: 1,
    unitCost: 1,
    stock: null,
    validDays: 1,
  })
  return {
    t,
    formats: formatsOf(language),
    sayRule: ({ type }) => (type === 'everyone' ? 'everyone' : 'those with points'),
    catalogue: {
      now: '2026-03-02T00:00:00Z',
      budget: null,
      nodes: {},
      attributes: {},
      segments: Object.fromEntries(
        Object.entries(named(saved.segments)).map(([id, { name }]) => [
          id,
          { name, rule: { type: 'everyone' }, size: null },
        ]),
      ),
      offers: Object.fromEntries(
        Object.entries(named(saved.offers)).map(([id, { name }]) => [
          id,
          { name, product: '', reward },
        ]),
      ),
    } as unknown as Words['catalogue'],
  }
}

const drawing = line({ id: 'one', kind: 'channel' }, { id: 'two', kind: 'channel' })
const names = { before: (id: string) => `“${id}”`, after: (id: string) => `“${id}”` }

for (const language of ['ko', 'en'] as const) {
  for (const kindSchema of nodeSchema.options) {
    const kind: Kind = kindSchema.shape.kind.value
    test(`every setting of ${kind} is told when it changes (${language})`, async () => {
      const words = await wordsIn(language)
      const [first, ...others] = variantsOf(kindSchema)
      const nodeOf = (value: unknown) =>
        nodeSchema.parse(Object.assign({}, value, { id: 'step', next: {} }))
      const before = nodeOf(first?.value)
      expect(others.length).toBeGreaterThan(0)
      for (const { value, path } of others.filter((one) => !/^(id|next)\b/.test(one.path))) {
        const changes = settingChanges({ before, after: nodeOf(value) }, names, words)
        if (meansTheSame.has(path)) {
          expect(changes, path).toEqual([])
          continue
        }
        expect(changes, path).not.toEqual([])
        // What a way out is called inside is never shown: it has a sentence by its place.
        if (!/\bport\b/.test(path))
          expect(
            changes.map(({ to }) => to),
            path,
          ).not.toContain(words.t('changes.inDetail'))
        for (const { from, to } of changes) expect(from, path).not.toEqual(to)
      }
    })
  }

  test(`what holds for the whole scenario is told when it changes (${language})`, async () => {
    const words = await wordsIn(language)
    const { exitRules, attribution } = scenarioSchema.shape
    const told = (part: 'exitRules' | 'attribution', value: unknown): Scenario =>
      scenarioSchema.parse({ ...drawing, [part]: value })
    for (const [part, changesOf, schema] of [
      ['exitRules', exitRuleChanges, exitRules],
      ['attribution', attributionChanges, attribution],
    ] as const) {
      const [first, ...others] = variantsOf(schema)
      const before = told(part, first?.value)
      for (const { value, path } of others) {
        const changes = changesOf({ before, after: told(part, value) }, words)
        expect(changes, path).not.toEqual([])
        expect(
          changes.map(({ to }) => to),
          path,
        ).not.toContain(words.t('changes.inDetail'))
      }
    }
  })
}
