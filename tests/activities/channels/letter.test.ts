import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, expect, test } from 'vitest'
import { postalRecipient } from '../../../activities/channels/channel.ts'
import { createLetterAdapter } from '../../../activities/channels/letter.ts'
import { listBatches, loadBatch } from '../../../db/contacts/letters.ts'
import { testDatabase } from '../../support/database.ts'
import { makeOutgoing } from '../../support/make-outgoing.ts'

const { db } = await testDatabase()
const context = { signal: new AbortController().signal, timeoutMs: 20_000 }
const folder = mkdtempSync(join(tmpdir(), 'dasi-letters-'))
afterAll(() => rmSync(folder, { recursive: true }))

const address = { name: '김하늘', postalCode: '04524', address: '서울 중구\n세종대로 110' }

function letter(run: number, no: number, { text = '감사합니다', to = address } = {}) {
  return makeOutgoing(no, { run, text, subject: '감사', recipient: postalRecipient(to) })
}

const adapterOf = (run: number) => createLetterAdapter(db, { run, node: 3, folder })

function rowsOf(content: string): Record<string, string>[] {
  return parse(content, { bom: true, columns: true })
}

test('a letter is accepted when it stands in the file, under its own line id', async () => {
  const letters = [letter(1, 1), letter(1, 2, { text: '두 줄,\n"따옴표"' })]
  const results = await adapterOf(1).send(letters, context)
  const [batch] = await listBatches(db, 1)
  if (!batch) throw new Error('no batch')
  expect(results).toEqual(
    letters.map(({ outward }) => ({ outward, result: 'accepted', providerRef: batch.key })),
  )
  const { content } = await loadBatch(db, batch.key)
  expect(batch).toMatchObject({ rows: 2, node: 3 })
  expect(batch.sha256).toBe(createHash('sha256').update(content).digest('hex'))
  const rows = rowsOf(content)
  expect(rows.find((row) => row['id'] === letters[1]?.outward)).toEqual({
    id: letters[1]?.outward,
    name: '김하늘',
    postal_code: '04524',
    address: '서울 중구 세종대로 110',
    subject: '감사',
    body: '두 줄,\n"따옴표"',
  })
  expect(readFileSync(join(folder, batch.file), 'utf8')).toBe(content)
})

test('exporting again gives the same bytes, in whatever order and company', async () => {
  const letters = Array.from({ length: 50 }, (_, i) => letter(2, i))
  const adapter = adapterOf(2)
  await adapter.send(letters, context)
  const [batch] = await listBatches(db, 2)
  if (!batch) throw new Error('no batch')
  const before = await loadBatch(db, batch.key)
  rmSync(join(folder, batch.file))
  const again = [...letters].reverse().slice(10)
  const newcomer = letter(2, 99)
  const results = await adapter.send([...again, newcomer], context)
  expect(await loadBatch(db, batch.key)).toEqual(before)
  expect(readFileSync(join(folder, batch.file), 'utf8')).toBe(before.content)
  const batches = await listBatches(db, 2)
  expect(batches.map((b) => b.rows).sort()).toEqual([1, 50])
  expect(
    results.filter((r) => r.result === 'accepted' && r.providerRef === batch.key),
  ).toHaveLength(40)
  const ids = await Promise.all(
    batches.map(async ({ key }) => rowsOf((await loadBatch(db, key)).content).map((r) => r['id'])),
  )
  expect(new Set(ids.flat()).size).toBe(51)
})

test('two deliveries of the same letters at once give one line each', async () => {
  const letters = Array.from({ length: 30 }, (_, i) => letter(3, i))
  await Promise.all([adapterOf(3).send(letters, context), adapterOf(3).send(letters, context)])
  const batches = await listBatches(db, 3)
  expect(batches.map((b) => b.rows)).toEqual([30])
})

test('nothing in a cell is calculated by a spreadsheet', async () => {
  const names = ['=1+1', '+82', '-1', '@SUM(A1)', '\t=1', ' =1', '＝1', 'Kim']
  await adapterOf(4).send(
    names.map((name, i) => letter(4, i, { text: name, to: { ...address, name } })),
    context,
  )
  const [batch] = await listBatches(db, 4)
  const rows = rowsOf((await loadBatch(db, batch?.key ?? '')).content)
  for (const row of rows) {
    for (const cell of [row['name'], row['body']]) expect(cell).toMatch(/^['K]/)
  }
})

test('without a name or an address a letter fails alone', async () => {
  const results = await adapterOf(5).send(
    [
      letter(5, 1),
      letter(5, 2, { to: { ...address, address: '' } }),
      letter(5, 3, { to: { ...address, name: ' ' } }),
    ],
    context,
  )
  expect(results.map((r) => ('code' in r ? r.code : r.result))).toEqual([
    'accepted',
    'BAD_ADDRESS',
    'BAD_ADDRESS',
  ])
  expect((await listBatches(db, 5)).map((b) => b.rows)).toEqual([1])
})

test('a file is there whole or not at all', () => {
  expect(readdirSync(folder).every((file) => file.endsWith('.csv'))).toBe(true)
})
