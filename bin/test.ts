import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from '../local/browser.ts'
import { SetupError } from '../local/setup-error.ts'
import { type Counts, runChecks } from './checks.ts'
import { projectFolder } from './config.ts'
import { readProgramLine } from './program-line.ts'
import { runTool } from './run-tool.ts'
import { playwrightCounts, vitestCounts } from './test-counts.ts'

const { positionals: filters } = readProgramLine({
  name: 'npm test --',
  summary: 'run everything a change must pass; part of a test file’s path runs those files alone',
  arguments: ['path?...'],
  examples: ['npm test', 'npm test -- tests/engine', 'npm test -- tests/e2e/canvas.spec.ts'],
})
const reports = mkdtempSync(join(tmpdir(), 'dasi-reports-'))
const write = (text: string) => process.stdout.write(text)
const all: Counts[] = []
try {
  if (filters.length === 0) {
    write('Static checks\n')
    all.push(await section(() => runChecks(write)))
  }
  const browserFilters = filters.filter(meansBrowser)
  const otherFilters = filters.filter((filter) => !meansBrowser(filter))
  if (filters.length === 0 || otherFilters.length > 0)
    all.push(await section(() => runVitest(otherFilters)))
  if (filters.length === 0 || browserFilters.length > 0)
    all.push(await section(() => runBrowser(browserFilters)))
} finally {
  rmSync(reports, { recursive: true, force: true })
}

const passed = all.reduce((sum, counts) => sum + counts.passed, 0)
const failed = all.reduce((sum, counts) => sum + counts.failed, 0)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1
write(`${passed} passed, ${failed} failed\n`)

function meansBrowser(filter: string): boolean {
  return filter.includes('e2e') || filter.endsWith('.spec.ts')
}

/** What cannot run at all has failed; the other sections still run. */
async function section(run: () => Promise<Counts>): Promise<Counts> {
  try {
    return await run()
  } catch (error) {
    const text = error instanceof Error && !(error instanceof SetupError) ? error.stack : error
    write(`${text instanceof Error ? text.message : text}\n`)
    return { passed: 0, failed: 1 }
  }
}

async function runVitest(chosen: readonly string[]): Promise<Counts> {
  write('\nTests\n')
  const report = join(reports, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code } = await runTool('vitest', ['run', ...reporters, ...chosen], { show: true })
  return vitestCounts(report, code)
}

async function runBrowser(chosen: readonly string[]): Promise<Counts> {
  const folder = join(projectFolder, 'tests', 'e2e')
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
  if (!files.some((file) => file.endsWith('.spec.ts'))) return { passed: 0, failed: 0 }
  write('\nBrowser tests\n')
  const browser = process.env['DASI_TEST_BROWSER'] ?? (await browserOfThisMachine())
  const report = join(reports, 'playwright.json')
  const environment = { DASI_TEST_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const args = ['test', '--reporter=list,json', ...chosen]
  const options = { bin: 'playwright', show: true, environment }
  const { code } = await runTool('@playwright/test', args, options)
  return playwrightCounts(report, code)
}

function browserOfThisMachine(): Promise<string> {
  return findBrowser({
    searchPath: process.env['PATH'] ?? '',
    playwrightPath: chromium.executablePath(),
    download: async () => {
      const args = ['install', 'chromium']
      return (await runTool('@playwright/test', args, { bin: 'playwright' })).code === 0
    },
    log: (message) => write(`${message}\n`),
  })
}
