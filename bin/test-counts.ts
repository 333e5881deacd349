import { existsSync, readFileSync } from 'node:fs'
import type { Counts } from './checks.ts'

interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly status: string
    readonly assertionResults: readonly { readonly status: string }[]
  }[]
}

/** A file that could not even be loaded, or a crash outside of all tests, counts as a failed test. */
export function vitestCounts(file: string, exitCode: number): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const report = JSON.parse(readFileSync(file, 'utf8')) as VitestReport
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = report.numFailedTests + brokenFiles.length
  return { passed: report.numPassedTests, failed: atLeastOne(failed, exitCode) }
}

interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly errors: readonly unknown[]
}

/** A test that passed only at its repetition has passed; Playwright names it, for it hides a race of the test's or ours. */
export function playwrightCounts(file: string, exitCode: number): Counts {
  if (!existsSync(file)) return { passed: 0, failed: 1 }
  const { stats, errors } = JSON.parse(readFileSync(file, 'utf8')) as PlaywrightReport
  const failed = stats.unexpected + errors.length
  return { passed: stats.expected + stats.flaky, failed: atLeastOne(failed, exitCode) }
}

function atLeastOne(failed: number, exitCode: number): number {
  return exitCode === 0 ? failed : Math.max(1, failed)
}
