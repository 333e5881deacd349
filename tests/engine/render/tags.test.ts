import { expect, test } from 'vitest'
import { tagsOf } from '../../../engine/render/tags.ts'

function check(
  text: string,
  expected: { tags?: readonly (string | null)[][]; problems?: readonly (string | number)[][] },
) {
  const { tags, problems } = tagsOf(text)
  expect(tags.map((t) => [t.name, t.fallback])).toEqual(expected.tags ?? [])
  expect(problems.map((p) => [p.code, p.text, p.start, p.end])).toEqual(expected.problems ?? [])
}

test('a tag has a name and perhaps a fallback, blanks around them do not count', () => {
  check('{{name}}님', { tags: [['name', null]] })
  check('{{ name | 고객 }}님', { tags: [['name', '고객']] })
  check('{{points|0}}, {{attributes.shirtSize | M/L}}', {
    tags: [
      ['points', '0'],
      ['attributes.shirtSize', 'M/L'],
    ],
  })
  check('{{name|}}', { tags: [['name', '']] })
  check('{{name|a|b}}', { tags: [['name', 'a|b']] })
})

test('a text without tags is one literal, single braces are text', () => {
  check('plain {text} }{', {})
  expect(tagsOf('plain {text}').parts).toEqual(['plain {text}'])
  expect(tagsOf('').parts).toEqual([])
})

test('every problem is reported at once, with its place', () => {
  check('a {{nmae}} b {{}} c {{name', {
    problems: [
      ['UNKNOWN', 'nmae', 2, 10],
      ['EMPTY', '', 13, 17],
      ['UNCLOSED', '{{', 20, 22],
    ],
  })
  check('name}} {{points}}', { tags: [['points', null]], problems: [['UNOPENED', '}}', 4, 6]] })
  check('{{attributes.Size}}', { problems: [['UNKNOWN', 'attributes.Size', 0, 19]] })
  check('{{constructor}}', { problems: [['UNKNOWN', 'constructor', 0, 15]] })
})

test('tags cannot be nested', () => {
  check('{{name | {{region}} }}', {
    tags: [['region', null]],
    problems: [
      ['UNCLOSED', '{{', 0, 2],
      ['UNOPENED', '}}', 20, 22],
    ],
  })
})

test('the parts give the text back', () => {
  const text = '안녕 {{name | 고객}}님, {{oops}} {{points}}'
  const whole = tagsOf(text).parts.map((p) =>
    typeof p === 'string' ? p : text.slice(p.start, p.end),
  )
  expect(whole.join('')).toBe(text)
})
