import { expect, test } from 'vitest'
import en from '../../designer/i18n/en/problems.json' with { type: 'json' }
import enWords from '../../designer/i18n/en/words.json' with { type: 'json' }
import ko from '../../designer/i18n/ko/problems.json' with { type: 'json' }
import koWords from '../../designer/i18n/ko/words.json' with { type: 'json' }
import { alertCodeSchema } from '../../schemas/api/alerts.ts'
import { reasons } from '../../schemas/reasons.ts'

const holesIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? '')

test('every reason for which somebody can be refused has a sentence in both languages', () => {
  for (const words of [ko, en])
    expect(Object.keys(words.reason).toSorted()).toEqual(Object.keys(reasons).toSorted())
})

test('a sentence asks for no value that its reason does not bring', () => {
  for (const words of [ko, en]) {
    const wrong = Object.entries(reasons).filter(([reason, values]) => {
      const text = (words.reason as Readonly<Record<string, string>>)[reason] ?? ''
      return holesIn(text).some((hole) => !(values as readonly string[]).includes(hole))
    })
    expect(wrong).toEqual([])
  }
})

test('a Korean sentence is Korean, and tells the same values', () => {
  for (const [reason, text] of Object.entries(ko.reason)) {
    expect([reason, /[가-힣]/.test(text) || text.startsWith('{{')]).toEqual([reason, true])
    const english = (en.reason as Readonly<Record<string, string>>)[reason] ?? ''
    expect([reason, holesIn(text).toSorted()]).toEqual([reason, holesIn(english).toSorted()])
  }
})

test('every alert, and what to do about it, is worded in both languages', () => {
  for (const words of [koWords, enWords]) {
    expect(Object.keys(words.alert).toSorted()).toEqual(alertCodeSchema.options.toSorted())
    expect(Object.keys(words.alertRemedy).toSorted()).toEqual(alertCodeSchema.options.toSorted())
  }
})
