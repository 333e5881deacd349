import { expect, test } from 'vitest'
import { ungiven } from '../../designer/inspector/given-title.ts'
import { winback } from '../../engine/templates/winback.ts'
import type { Node } from '../../schemas/scenario.ts'

const first = (title?: string): Node => {
  const [node] = winback.scenario('ko').nodes
  if (!node) throw new Error('The template is empty.')
  return title === undefined ? node : { ...node, title }
}

test('a title that a template gave goes when something else is picked', () => {
  expect(ungiven(first(), [])).toEqual({ title: '' })
  expect(ungiven(first('Dormant for six months'), [])).toEqual({ title: '' })
})

test('a title that was the name of what was picked before goes, too', () => {
  expect(ungiven(first('VIP'), ['VIP', 'New'])).toEqual({ title: '' })
})

test('a title written by hand stays', () => {
  expect(ungiven(first('가을의 첫 대상'), ['VIP'])).toEqual({})
  expect(ungiven(first(''), ['VIP'])).toEqual({})
})
