import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterAll, expect, test } from 'vitest'
import { designerFiles } from '../../api/designer-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'dasi-pages-'))
afterAll(() => rmSync(folder, { recursive: true }))
const pages = join(folder, 'dist')
mkdirSync(join(pages, 'assets'), { recursive: true })
writeFileSync(join(folder, 'secret.json'), '{}')
writeFileSync(join(pages, 'index.html'), '<!doctype html>the page')
writeFileSync(join(pages, '.hidden.json'), '{}')
writeFileSync(join(pages, 'assets', 'index-abc.js'), 'start()')
const app = new Hono().notFound(designerFiles(pages))

test('a file whose name holds its content’s hash is kept for a year, the page is not', async () => {
  const file = await app.request('/assets/index-abc.js')
  expect(file.headers.get('cache-control')).toContain('immutable')
  expect(file.headers.get('content-type')).toContain('javascript')
  expect((await app.request('/')).headers.get('cache-control')).toBe('no-cache')
})

test('an address of the application gets the page', async () => {
  const response = await app.request('/campaigns/1/live')
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('the page')
})

test.each([
  '/assets/old-build.js',
  '/%2e%2e/secret.json',
  '/..%2fsecret.json',
  '/.hidden.json',
  '/assets/%00.js',
  '/%E0%A4%A',
])('%s gets nothing', async (address) => {
  expect((await app.request(address)).status).toBe(404)
})

test('before the first build the answer says what to do', async () => {
  const empty = new Hono().notFound(designerFiles(join(folder, 'nowhere')))
  const response = await empty.request('/')
  expect(response.status).toBe(503)
  expect(await response.text()).toContain('npm start')
})
