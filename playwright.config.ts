import { defineConfig } from '@playwright/test'

// As root the browser's own sandbox does not start; the other switches keep it from calling home.
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const executablePath = process.env['DASI_TEST_BROWSER']

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/support/browser-setup.ts',
  outputDir: 'test-results',
  // Each has a browser and an installation of its own; an installation that runs already is for one.
  workers: process.env['DASI_TEST_URL'] ? 1 : 2,
  // A browser, a server, two databases and a workflow server on two cores can be slow beyond every patience once.
  retries: 1,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1440, height: 900 },
    screenshot: 'only-on-failure',
    launchOptions: { args: quiet, ...(executablePath ? { executablePath } : {}) },
  },
})
