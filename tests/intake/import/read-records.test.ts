import { parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRecords } from '../../../intake/import/read-records.ts'

const limits = { maxRecordLength: 200 }

async function read(text: string, { delimiter = ',', chunk = 3 } = {}) {
  async function* chunks() {
    for (let from = 0; from < text.length; from += chunk) yield text.slice(from, from + chunk)
  }
  const records = []
  for await (const batch of readRecords(chunks(), { delimiter, limits })) records.push(...batch)
  return records
}

const cellsOf = async (text: string, options?: { delimiter?: string; chunk?: number }) =>
  (await read(text, options)).map((record) => record.problem ?? record.cells)

describe('reads', () => {
  const check = (name: string, text: string, expected: unknown[], delimiter = ',') =>
    test(name, async () => {
      for (const chunk of [1, 2, 5, 1000]) {
        expect(await cellsOf(text, { delimiter, chunk })).toEqual(expected)
      }
    })
  check('plain lines', 'a,b\n1,2\n', [
    ['a', 'b'],
    ['1', '2'],
  ])
  check('Windows line ends', 'a,b\r\n1,2\r\n', [
    ['a', 'b'],
    ['1', '2'],
  ])
  check('a last line without a line end', 'a,b\n1,2', [
    ['a', 'b'],
    ['1', '2'],
  ])
  check('empty cells', 'a,,c\n,,\n', [
    ['a', '', 'c'],
    ['', '', ''],
  ])
  check('no blank lines', '\na,b\n\r\n  \n1,2\n\n', [
    ['a', 'b'],
    ['1', '2'],
  ])
  check('quoted delimiters', '"a,b",c\n', [['a,b', 'c']])
  check('doubled quotes', '"say ""yes""",c\n', [['say "yes"', 'c']])
  check('line breaks in quotes', '"a\r\nb",c\r\n1,2\r\n', [
    ['a\r\nb', 'c'],
    ['1', '2'],
  ])
  check('an empty quoted cell', '"",""\n', [['', '']])
  check('a quote inside an unquoted cell as itself', '5" disk,3\n', [['5" disk', '3']])
  check(
    'runs of white space',
    '  a \t b\r\n 1    2 \n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
    'space',
  )
  check('quotes among white space', ' "a b"  c \n', [['a b', 'c']], 'space')
  check('tabs', 'a\tb c\n', [['a', 'b c']], '\t')
})

describe('says what is wrong and goes on with the next line', () => {
  const check = (name: string, text: string, expected: unknown[]) =>
    test(name, async () => {
      for (const chunk of [1, 4, 1000]) expect(await cellsOf(text, { chunk })).toEqual(expected)
    })
  check('a quote that never closes', 'a,b\n"1,2\n3,4\n', [['a', 'b'], 'QUOTE_UNCLOSED', ['3', '4']])
  check('text behind a closing quote', '"a"x,b\n3,4\n', ['QUOTE_MISPLACED', ['3', '4']])
  check('a quote closed lines later in the wrong place', '1,"a\n2,b\n3,"c"\n', [
    'QUOTE_MISPLACED',
    ['2', 'b'],
    ['3', 'c'],
  ])
  check('a line that is too long', `a,${'x'.repeat(500)}\n3,4\n`, ['RECORD_TOO_LONG', ['3', '4']])
  check('a quoted cell that is too long', `"${'x'.repeat(500)}",1\n3,4\n`, [
    'RECORD_TOO_LONG',
    ['3', '4'],
  ])
  check('a quote open for longer than a record', `"a\n${'x,y\n'.repeat(60)}3,4\n`, [
    'QUOTE_UNCLOSED',
    ...Array.from({ length: 60 }, () => ['x', 'y']),
    ['3', '4'],
  ])
})

test('every record knows the line it begins in, and its original text', async () => {
  const records = await read('h,i\n\n"a\nb",c\n"bad\nd,e\n', { chunk: 2 })
  expect(records.map(({ line, original }) => [line, original])).toEqual([
    [1, 'h,i'],
    [3, '"a\nb",c'],
    [5, '"bad'],
    [6, 'd,e'],
  ])
})

test('only a last line without a line end is marked as unterminated', async () => {
  const marks = async (text: string) => (await read(text)).map((r) => r.unterminated === true)
  expect(await marks('a\nb')).toEqual([false, true])
  expect(await marks('a\n"b"')).toEqual([false, true])
  expect(await marks('a\n"b"\n')).toEqual([false, false])
  expect(await marks('a\nb\n')).toEqual([false, false])
})

test('reads whatever another program writes, exactly as another reader does', async () => {
  const cell = fc.string({
    unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', '한', ';'),
    maxLength: 6,
  })
  const table = fc.integer({ min: 1, max: 4 }).chain((columns) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
      minLength: 1,
      maxLength: 8,
    }),
  )
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, chunk) => {
      const text = stringify(rows, { quoted: true, quoted_empty: true })
      const expected: string[][] = parse(text)
      expect(expected).toEqual(rows)
      expect(await cellsOf(text, { chunk })).toEqual(rows)
    }),
    { numRuns: 300 },
  )
})

test('whatever the text, every line that is not blank is in exactly one record', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', ' '), maxLength: 80 })
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, chunk) => {
      const records = await read(content, { chunk })
      const kept = records.flatMap((r) => r.original.split('\n')).filter((l) => l.trim() !== '')
      expect(kept).toEqual(content.split('\n').filter((line) => line.trim() !== ''))
    }),
    { numRuns: 500 },
  )
})
