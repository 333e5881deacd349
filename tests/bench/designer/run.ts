import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { cpus, tmpdir, totalmem } from 'node:os'
import { extname, join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { findRunning } from '../../../local/home-lock.ts'
import { ask, signIn } from '../../e2e/sign-in.ts'
import { buildDesigner, firstLoad } from '../../support/first-load.ts'
import { startInstallation } from '../../support/installation.ts'
import { readQuickLine } from '../line.ts'
import { round, summarise } from '../statistics.ts'
import { thousandSteps } from './drawing.ts'
import {
  firstNumbers,
  hasNumbers,
  insertedAfter,
  paintedAt,
  panFrame,
  tickRender,
  watchStream,
} from './in-page.js'
import { growRun } from './million.ts'

const goals = {
  designer_first_load_kib: { unit: 'KiB', atMost: 350 },
  designer_open_1000_nodes_ms: { unit: 'ms', atMost: 1500 },
  designer_insert_1000_nodes_ms: { unit: 'ms', atMost: 100 },
  designer_pan_frame_over_empty_flow: { unit: 'ratio', atMost: 1.2 },
  live_first_numbers_ms: { unit: 'ms', atMost: 200 },
  live_tick_render_ms_1000_nodes: { unit: 'ms', atMost: 16 },
} as const
type Figure = keyof typeof goals

const { quick } = readQuickLine('designer', process.argv.slice(3))
const repetitions = quick ? 2 : 5
/** What follows an opening is done by then: code for later, the small map, problems. */
const restMs = 2000
const panMs = quick ? 1000 : 3000
const folder = mkdtempSync(join(tmpdir(), 'dasi-designer-bench-'))
const installation = await startInstallation()
process.env['DASI_TEST_URL'] = installation.url
process.env['DASI_TEST_EMAIL'] = installation.administrator.email
process.env['DASI_TEST_PASSWORD'] = installation.administrator.password
const executablePath = process.env['DASI_TEST_BROWSER'] ?? '/usr/bin/chromium'
const browser = await chromium.launch({
  executablePath,
  // Frames as quick as they can be drawn, so that a frame's cost is seen and not the screen's rhythm.
  args: ['--no-sandbox', '--disable-gpu-vsync', '--disable-frame-rate-limit'],
})
const facts = {
  cores: cpus().length,
  memory_gib: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  browser: browser.version(),
  repetitions,
}
try {
  await buildDesigner(folder)
  const sizes = (['ko', 'en'] as const).map((language) =>
    firstLoad(folder, language).reduce((total, [, kib]) => total + kib, 0),
  )
  print('designer_first_load_kib', [Math.max(...sizes)], 1)
  await measurePages()
} finally {
  await browser.close()
  await installation.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function measurePages(): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await signIn(page, 'en')
  const campaign = await ask<{ id: string }>(page, 'POST', '/campaigns', { name: 'Bench' })
  const from = { make: 'file', scenario: thousandSteps() }
  const { id, revision } = await ask<{ id: string; revision: number }>(page, 'POST', '/scenarios', {
    campaign: campaign.id,
    from,
  })
  await ask(page, 'POST', `/scenarios/${id}/publish`, { revision })
  const address = new URL(`/campaigns/${campaign.id}/scenarios/${id}`, installation.url).href

  print('designer_open_1000_nodes_ms', await repeat(() => opened(page, address)), 1000)
  await page.waitForTimeout(restMs)
  print('designer_insert_1000_nodes_ms', await repeat(() => page.evaluate(insertedAfter)), 1000)
  await opened(page, address)
  const bare = await bareFlow()
  const ratios = await repeat(async () => {
    await opened(page, address)
    await page.waitForTimeout(restMs)
    const ours = await page.evaluate(panFrame, panMs)
    await page.goto(bare.url)
    await page.locator('.react-flow__node').first().waitFor()
    return ours / (await page.evaluate(panFrame, panMs))
  })
  print('designer_pan_frame_over_empty_flow', ratios, 1000)
  await bare.close()
  await opened(page, address)

  const run = await ask<{ id: string }>(page, 'POST', '/runs', {
    scenario: id,
    settings: { kind: 'sandbox', secondsPerDay: 60 },
  })
  const running = findRunning(installation.home)
  if (!running?.databaseUrl) throw new Error('The installation does not say where its database is.')
  await growRun(running.databaseUrl, run.id)
  await page.addInitScript(watchStream)
  const firsts = await repeat(async () => {
    await page.goto(`${address}?mode=live&run=${run.id}`)
    await page.waitForFunction(hasNumbers)
    return page.evaluate(firstNumbers)
  })
  const { audienceSize } = await ask<{ audienceSize: number }>(page, 'GET', `/runs/${run.id}`)
  print('live_first_numbers_ms', firsts, audienceSize)
  await page.locator('[data-spot]').first().waitFor()
  await page.waitForTimeout(restMs)
  print('live_tick_render_ms_1000_nodes', await repeat(() => page.evaluate(tickRender)), 1000)
}

/** From the request for the page until its first steps are painted. */
async function opened(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' })
  await page.locator('section[data-spot]').first().waitFor()
  return page.evaluate(paintedAt)
}

async function repeat(measure: () => Promise<number>): Promise<number[]> {
  const values: number[] = []
  for (let index = 0; index < repetitions; index++) values.push(await measure())
  return values
}

/** A page with nothing but React Flow, built and served for the comparison. */
async function bareFlow(): Promise<{ url: string; close(): Promise<void> }> {
  const outDir = join(folder, 'bare')
  await build({
    root: join(import.meta.dirname, 'bare'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: true },
  })
  const types: Record<string, string> = {
    '.js': 'text/javascript',
    '.css': 'text/css',
    '.html': 'text/html',
  }
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '/index.html')
    readFile(join(outDir, path)).then(
      (content) => {
        response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream')
        response.end(content)
      },
      () => {
        response.statusCode = 404
        response.end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function print(figure: Figure, values: readonly number[], n: number): void {
  const { value, spread } = summarise(values)
  const { unit, atMost } = goals[figure]
  console.log(
    JSON.stringify({
      figure,
      value: round(value),
      unit,
      n,
      spread,
      goal: { atMost },
      machine: facts,
    }),
  )
}
