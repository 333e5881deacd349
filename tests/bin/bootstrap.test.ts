import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isInstalled } from '../../bin/bootstrap.js'
import { playwrightCounts, vitestCounts } from '../../bin/test-counts.ts'
import { temporaryFolder } from '../support/dasi.ts'

const locked = {
  '': { version: '0' },
  'node_modules/a': { version: '1.0.0' },
  'node_modules/for-another-platform': { version: '2.0.0', optional: true },
}

test.for([
  ['the locked packages are there', { 'node_modules/a': { version: '1.0.0' } }, true],
  ['a package has another version', { 'node_modules/a': { version: '0.9.0' } }, false],
  ['a package is missing', {}, false],
] as const)('installed or not: %s', ([, present, expected]) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: locked }))
  expect(isInstalled(folder)).toBe(false)
  mkdirSync(join(folder, 'node_modules'))
  const record = join(folder, 'node_modules', '.package-lock.json')
  writeFileSync(record, JSON.stringify({ packages: present }))
  expect(isInstalled(folder)).toBe(expected)
})

test('tests are counted; what could not run at all has failed', () => {
  const file = join(temporaryFolder(), 'report.json')
  const report = (content: object) => writeFileSync(file, JSON.stringify(content))
  expect(vitestCounts(file, 1)).toEqual({ passed: 0, failed: 1 })
  const broken = { status: 'failed', assertionResults: [] }
  report({ numPassedTests: 5, numFailedTests: 0, testResults: [broken] })
  expect(vitestCounts(file, 1)).toEqual({ passed: 5, failed: 1 })
  report({ numPassedTests: 5, numFailedTests: 0, testResults: [] })
  expect(vitestCounts(file, 0)).toEqual({ passed: 5, failed: 0 })
  // An error outside of all tests shows in the exit code alone.
  expect(vitestCounts(file, 1)).toEqual({ passed: 5, failed: 1 })
  report({ stats: { expected: 3, unexpected: 1, flaky: 1 }, errors: [] })
  expect(playwrightCounts(file, 1)).toEqual({ passed: 4, failed: 1 })
})
