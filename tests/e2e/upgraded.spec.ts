import { expect, test } from '@playwright/test'
import { openScenario } from './open-scenario.ts'

const winback = { make: 'template', template: 'winback', language: 'en' }

test('a page that was open while Dasi was upgraded says so, keeps what was drawn, and loads anew', async ({
  page,
}) => {
  const gone = /\/assets\/(versions-panel|launch-dialog|file-dialogs)-[^/]*\.js$/
  await page.route(gone, (route) => route.fulfill({ status: 404, body: 'Not found' }))
  await openScenario(page, winback, 'en')
  await page.route('**/api/v1/scenarios/*', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.fallback(),
  )
  const name = page.getByLabel('Name of the scenario')
  await name.fill('Drawn before the upgrade')
  await page.locator('[data-spot="pause"]').focus()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  const said = page.getByRole('alert').filter({ hasText: 'Dasi was upgraded' })
  await expect(said).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(said).toHaveCount(0)
  await expect(name).toHaveValue('Drawn before the upgrade')

  // A dialog that is gone is told as well; the drawing stays behind it.
  await page.getByRole('button', { name: 'Files and pictures' }).click()
  await page.getByRole('option', { name: 'Import a scenario file' }).click()
  await expect(said).toBeVisible()
  await page.unroute(gone)
  await page.unroute('**/api/v1/scenarios/*')
  await said.getByRole('button', { name: 'Load anew' }).click()
  await expect(said).toHaveCount(0)
  await expect(name).toHaveValue('Drawn before the upgrade')
  await expect(page.locator('[data-spot="pause"]')).toHaveCount(0)
  await expect(page.getByRole('status').filter({ hasText: /^Saved/ })).toBeVisible()
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'Versions' })).toBeVisible()
})
