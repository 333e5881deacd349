import { join } from 'node:path'
import type { FullConfig } from '@playwright/test'
import { startInstallation } from './installation.ts'

/**
 * Playwright's global setup: an installation for each worker, so that no test meets what another one does at the same
 * time; none if DASI_TEST_URL names one that runs already. The tests find theirs, and its first sign-in, in the
 * environment.
 */
export default async function setUpBrowserTests({
  workers,
}: FullConfig): Promise<(() => Promise<void>) | undefined> {
  if (process.env['DASI_TEST_URL']) return undefined
  const stops: (() => Promise<void>)[] = []
  const stopAll = async () => {
    await Promise.all(stops.map((stop) => stop()))
  }
  try {
    // One after the other: the first builds the pages for all of them.
    for (let worker = 0; worker < workers; worker++) {
      const { url, administrator, home, stop } = await startInstallation()
      stops.push(stop)
      process.env[`DASI_TEST_URL_${worker}`] = url
      process.env[`DASI_TEST_EMAIL_${worker}`] = administrator.email
      process.env[`DASI_TEST_PASSWORD_${worker}`] = administrator.password
      process.env[`DASI_TEST_RUNNING_${worker}`] = join(home, 'running.json')
    }
  } catch (error) {
    await stopAll()
    throw error
  }
  return stopAll
}
