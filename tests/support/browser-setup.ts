import { join } from 'node:path'
import { startInstallation } from './installation.ts'

/**
 * Playwright's global setup: one installation for all browser tests, unless DASI_TEST_URL names one that
 * runs already. The tests find it, and its first sign-in, in the environment.
 */
export default async function setUpBrowserTests(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['DASI_TEST_URL']) return undefined
  const { url, administrator, home, stop } = await startInstallation()
  process.env['DASI_TEST_URL'] = url
  process.env['DASI_TEST_EMAIL'] = administrator.email
  process.env['DASI_TEST_PASSWORD'] = administrator.password
  process.env['DASI_TEST_RUNNING'] = join(home, 'running.json')
  return stop
}
