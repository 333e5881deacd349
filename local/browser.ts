import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { SetupError } from './setup-error.ts'

export interface BrowserOptions {
  /** The operator's search path for programs. */
  readonly searchPath: string
  /** Where Playwright keeps the one it downloads. */
  readonly playwrightPath: string
  /** Has Playwright download it; answers whether that worked. */
  readonly download: () => Promise<boolean>
  readonly log: (message: string) => void
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/**
 * A Chromium for tests: the system's, else Playwright's, downloaded when missing, else Debian's package,
 * which only root can install.
 */
export async function findBrowser(options: BrowserOptions): Promise<string> {
  const { searchPath, playwrightPath, download, log } = options
  const system = onSystem(searchPath)
  if (system) return system
  if (existsSync(playwrightPath)) return playwrightPath
  log('Fetching a browser for the tests')
  if ((await download()) && existsSync(playwrightPath)) return playwrightPath
  installDebianPackage(log)
  const installed = onSystem(searchPath)
  if (installed) return installed
  throw new SetupError(
    'No browser was found for the tests, and none could be fetched. Install Chromium so that "chromium" is on the PATH, or name it in DASI_TEST_BROWSER.',
  )
}

function onSystem(searchPath: string): string | undefined {
  const folders = searchPath.split(delimiter).filter(Boolean)
  const candidates = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  return [...candidates, ...macApplications].find((file) => existsSync(file))
}

function installDebianPackage(log: (message: string) => void): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return
  log('Installing the Debian package chromium')
  const run = (...args: string[]) =>
    spawnSync('env', ['DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  run('update')
  run('install', '-y', '--no-install-recommends', 'chromium')
}
