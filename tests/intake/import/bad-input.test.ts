import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { createCustomers, newStranger } from '../../../db/customers/customers.ts'
import { inTransaction } from '../../../db/transaction.ts'
import { type RunOptions, runImport } from '../../../intake/import/run-import.ts'
import type { ImportKind } from '../../../schemas/api/imports.ts'
import { testDatabase } from '../../support/database.ts'
import { fileOf, rejectsFile, told } from './support.ts'

/** Files as they come in life, through what the page, the command and the API all call. */
const { db } = await testDatabase()

beforeEach(async () => {
  await sql`truncate customer, purchase, purchase_line, product, customer_metric, import_job, import_mapping, attribute,
    quality_mark restart identity cascade`.execute(db)
  await inTransaction(db, (tx) => createCustomers(tx, ['A', 'B'].map(newStranger)))
})

const run = async (
  kind: ImportKind,
  content: string | Uint8Array,
  options: Partial<RunOptions> = {},
) => {
  const file = fileOf(content, { chunkBytes: 4096 })
  const { report } = await runImport(db, kind, file, {
    ...told(),
    ...{ by: 'me', file: 'a.csv', ...options },
  })
  for (const code of Object.keys(report.rejected.byCode)) expect(wordsOf(code)).toHaveLength(2)
  return report
}

/** What the page says of a code, in both languages. */
const words = ['en', 'ko'].map(
  (language) =>
    JSON.parse(readFileSync(`designer/i18n/${language}/data.json`, 'utf8')) as {
      reject: Record<string, string>
    },
)
const wordsOf = (code: string) => words.flatMap(({ reject }) => reject[code] ?? [])

const stored = async () =>
  (
    await sql<{ day: string; amount: number }>`
      select to_char(at at time zone 'Asia/Seoul', 'YYYY-MM-DD') as day, amount from purchase order by id`.execute(
      db,
    )
  ).rows

/** The first file of an installation is read by another way than later ones: both must agree. */
function both(name: string, promise: (isFirst: boolean) => Promise<void>) {
  describe.each([
    { file: 'the first file', isFirst: true },
    { file: 'a later file', isFirst: false },
  ])(name, ({ file, isFirst }) => {
    test(file, async () => {
      if (!isFirst) {
        await run('purchases', 'customer,date,amount\nA,2020-01-01,1\n', { source: 'before' })
      }
      await promise(isFirst)
    })
  })
}

both('dates of five formats that begin with the year are one column', async () => {
  const days = ['2024-01-05', '2024/1/5', '20240105', '2024. 1. 5.', '2024년 1월 5일']
  const times = ['2024-01-05T09:30:00+09:00', '2024-01-05 14:05', '2024-01-05 오후 2:05']
  const rows = [...days, ...times].map((day, n) => `${n},A,${day},${n + 1}`)
  const report = await run('purchases', `id,customer,date,amount\n${rows.join('\n')}\n`)
  expect(report.rejected.first).toEqual([])
  const found = (await stored()).filter(({ day }) => day !== '2020-01-01')
  expect(found.map(({ day }) => day)).toEqual(rows.map(() => '2024-01-05'))
})

describe('dates that do not begin with the year', () => {
  const check = (format: string, text: string) =>
    test(`${format} are read once it is said`, async () => {
      const file = `id,customer,date,amount\n1,A,${text},5\n`
      const refused = await run('purchases', file)
      expect(refused.rejected.byCode).toEqual({ DATE_UNREADABLE: 1 })
      expect(refused.rejected.first[0]?.reason).toContain('--date-format')
      await run('purchases', file, { dateFormat: format })
      expect(await stored()).toEqual([{ day: '2024-02-13', amount: 5 }])
    })
  check('dd/MM/yyyy', '13/02/2024')
  check('MM/dd/yyyy', '02/13/2024')
  check('dd.MM.yyyy', '13.02.2024')
  check('d-M-yyyy', '13-2-2024')
  check('yy-MM-dd', '24-02-13')
})

both('numbers with commas and signs of money are numbers', async () => {
  const amounts = ['"1,234.50"', '₩1234.5', '"$1,234.50"', '1234.5원', '"1,234.50 KRW"', '€1234.50']
  const rows = amounts.map((amount, n) => `${n},A,2024-01-05,${amount}`)
  const report = await run(
    'purchases',
    `id,customer,date,amount\n${rows.join('\n')}\n9,A,2024-01-05,"1,23.4"\n`,
  )
  expect(report.rejected.byCode).toEqual({ AMOUNT_UNREADABLE: 1 })
  const found = (await stored()).slice(-amounts.length)
  expect(found.map(({ amount }) => amount)).toEqual(amounts.map(() => 1234.5))
})

both('a file of CP949 is detected, converted, and said to be', async () => {
  // 고객번호,날짜,금액,매장 / A,2024-01-05,10,강남
  const head = [0xb0, 0xed, 0xb0, 0xb4, 0xb9, 0xf8, 0xc8, 0xa3, 0x2c, 0xb3, 0xaf, 0xc2, 0xa5, 0x2c]
  const more = [0xb1, 0xdd, 0xbe, 0xd7, 0x2c, 0xb8, 0xc5, 0xc0, 0xe5, 0x0a]
  const row = [...new TextEncoder().encode('A,2024-01-05,10,'), 0xb0, 0xad, 0xb3, 0xb2, 0x0a]
  const report = await run('purchases', new Uint8Array([...head, ...more, ...row]))
  expect(report).toMatchObject({ encoding: 'cp949', stored: 1 })
  expect(report.notes).toMatchObject([{ code: 'CONVERTED', value: 'CP949' }])
  const { rows } = await sql`select channel from purchase where channel is not null`.execute(db)
  expect(rows).toEqual([{ channel: '강남' }])
})

both('a byte-order mark is no part of the first column', async () => {
  const report = await run('purchases', '\ufeffcustomer,date,amount\nA,2024-01-05,10\n')
  expect(report).toMatchObject({ stored: 1, columns: { customer: 'customer' } })
})

both('quotes gone wrong cost the lines they stand in, and no other', async () => {
  const report = await run(
    'purchases',
    'id,customer,date,amount,channel\n1,A,2024-01-05,1,"web\n2,A,2024-01-05,2,"we"b\n3,A,2024-01-05,3,"w""b"\n',
  )
  expect(report.rejected.byCode).toEqual({ QUOTE_MISPLACED: 2 })
  expect((await stored()).at(-1)?.amount).toBe(3)
})

test('columns that moved between two files are found again, also those that were told', async () => {
  const mapping = new Map([['amount', 'netto']])
  await run('purchases', 'id,customer,date,brutto,netto\n1,A,2024-01-05,9,1\n', { mapping })
  await run('purchases', 'netto,date,brutto,customer,id\n2,2024-01-06,8,B,2\n')
  expect((await stored()).map(({ amount }) => amount)).toEqual([1, 2])
})

test('ten thousand columns are refused at once, with the remedy', async () => {
  const wide = Array.from({ length: 10_000 }, (_, n) => `c${n}`).join(',')
  for (const kind of ['purchases', 'customers', 'lines'] as const) {
    await expect(run(kind, `customer,date,amount,${wide}\n`)).rejects.toThrow(/columns/)
  }
  expect(await stored()).toEqual([])
})

both(
  'a file cut in the middle of a line says where; imported whole later it is as if uncut',
  async () => {
    const whole =
      'id,customer,date,amount,channel\n1,A,2024-01-05,1.50,web\n2,B,2024-01-06,2.50,web\n'
    const cut = await run('purchases', whole.slice(0, -12))
    expect(cut.rejected.byCode).toEqual({ COLUMNS_MISMATCH: 1 })
    expect(cut.rejected.first[0]?.reason).toContain('cut here')
    expect(await run('purchases', whole)).toMatchObject({ stored: 1, known: 1 })
    expect(await run('purchases', whole)).toMatchObject({ stored: 0, known: 2 })
  },
)

both(
  'who is unknown, and what looks like a formula, stands in the rejects file as plain text',
  async () => {
    const rejects = rejectsFile()
    const report = await run(
      'purchases',
      'id,customer,date,amount\n=1+1,X,2024-01-05,1\n2,A,2024-01-05,"=HYPERLINK(1)"\n',
      { rejects: rejects.sink },
    )
    expect(report.rejected.byCode).toEqual({ CUSTOMER_UNKNOWN: 1, AMOUNT_UNREADABLE: 1 })
    expect(rejects.text()).toContain("'=1+1,X")
    expect(rejects.text()).not.toMatch(/(^|,)"?=/m)
  },
)

describe('a file that is no text is refused whole, and told what it is', () => {
  const check = (name: string, head: string, looksLike: string) =>
    test(name, async () => {
      const file = Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(9000, 7)])
      for (const kind of ['customers', 'purchases', 'lines', 'products', 'scores'] as const) {
        await expect(run(kind, file)).rejects.toMatchObject({
          code: 'INVALID',
          details: { reason: 'NOT_TEXT', looksLike },
        })
      }
      expect(await stored()).toEqual([])
    })
  const zip = 'PK\u0003\u0004\u0014\0\u0006\0'
  check('a workbook', `${zip}[Content_Types].xml`, 'workbook')
  check('a workbook of another maker', `${zip}mimetypeopendocument.spreadsheet`, 'workbook')
  check('a workbook of an old Excel', '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1', 'oldWorkbook')
  check('a web page that calls itself .xls', '\r\n<HTML xmlns:x="urn"><table>', 'webPage')
  check('an archive', `${zip}purchases.csv`, 'zip')
  check('a compressed file', '\u001f\u008b\u0008\0', 'compressed')
  check('a picture', '\u0089PNG\r\n\u001a\n', 'picture')
  check('a document', '%PDF-1.7\n', 'pdf')
  check('a data program’s file', 'PAR1\u0015\0', 'database')
  check('anything else', 'customer,date,amount\n', 'binary')
})

both('a byte that no text has costs its line alone', async () => {
  const report = await run(
    'purchases',
    'id,customer,date,amount,x\0\n1,A,2024-01-05,1,\n2,A\0,2024-01-05,2,\n3,A,2024-01-05,3,\n',
  )
  expect(report).toMatchObject({ read: 3, rejected: { byCode: { BAD_TEXT: 1 } } })
})

describe('UTF-16 is read and said to be converted', () => {
  const text = 'id\tcustomer\tdate\tamount\tchannel\n1\tA\t2024-01-05\t5\t강남\n'
  const check = (name: string, content: Buffer, encoding: string) =>
    both(name, async () => {
      const report = await run('purchases', content)
      expect(report).toMatchObject({ encoding, delimiter: 'tab', stored: 1 })
      expect(report.notes).toMatchObject([{ code: 'CONVERTED', value: encoding.toUpperCase() }])
    })
  const marked = Buffer.from(`\ufeff${text}`, 'utf16le')
  check('as Excel writes it (“Unicode text”)', marked, 'utf-16le')
  check('with the bytes the other way round', Buffer.from(marked).swap16(), 'utf-16be')
  check('without a mark', Buffer.from(text, 'utf16le'), 'utf-16le')
  check('without a mark, the other way round', Buffer.from(text, 'utf16le').swap16(), 'utf-16be')
})

describe('cells are parted by', () => {
  const check = (name: string, sign: string) =>
    both(name, async () => {
      const lines = [
        ['id', 'customer', 'date', 'amount'],
        ['1', 'A', '2024-01-05', `"1${sign}"`],
        ['2', 'A', '2024-01-05', '7'],
      ]
      const file = lines.map((cells) => cells.join(sign)).join('\n')
      const report = await run('purchases', `${file}\n`)
      expect(report).toMatchObject({ delimiter: name, stored: 1 })
      expect(report.rejected.byCode).toEqual({ AMOUNT_UNREADABLE: 1 })
    })
  check('semicolon', ';')
  check('pipe', '|')
})

test('every reason for which a line is rejected has words in both languages', () => {
  const sources = ['check-record', 'read-purchase', 'read-line', 'read-customer', 'import-scores']
  const text = [...sources, 'import-products', 'import-lines', 'read-rows']
    .map((name) => readFileSync(`intake/import/${name}.ts`, 'utf8'))
    .join('\n')
  const codes = [...text.matchAll(/reject\(\s*\w+,\s*'([A-Z_]+)'/g)].map(([, code]) => code ?? '')
  expect(codes.length).toBeGreaterThan(15)
  expect(codes.filter((code) => wordsOf(code).length !== 2)).toEqual([])
})
