import { expect, type Page, test } from '@playwright/test'
import { openScenario } from './open-scenario.ts'
import { addressOf, ask } from './sign-in.ts'

// One draft, several tabs and people: nothing is lost, and nothing is overwritten unasked.

const winback = { make: 'template', template: 'winback', language: 'en' }
const saved = (page: Page) =>
  expect(page.getByRole('status').filter({ hasText: /^Saved/ })).toBeVisible()
const nameOf = (page: Page) => page.getByLabel('Name of the scenario')

test('one draft edited in two tabs asks which one stays, and keeps the one that is chosen', async ({
  page,
  context,
}) => {
  const { id, path } = await openScenario(page, winback, 'en')
  const other = await context.newPage()
  await other.goto(addressOf(path))
  await expect(nameOf(other)).toBeVisible()
  await nameOf(other).fill('The other tab')
  await saved(other)
  await nameOf(page).fill('This tab')
  await expect(page.getByRole('dialog')).toContainText('Somebody else saved first')
  await page.getByRole('button', { name: 'Keep mine' }).click()
  await saved(page)
  expect((await ask<{ name: string }>(page, 'GET', `/scenarios/${id}`)).name).toBe('This tab')
})

test('a reload in the middle of editing loses nothing, even while the server cannot be reached', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  await page.route('**/api/v1/scenarios/*', (route) =>
    route.request().method() === 'PUT' ? route.abort() : route.fallback(),
  )
  await nameOf(page).fill('Not lost')
  await page.locator('[data-spot="pause"]').focus()
  await page.keyboard.press('Delete')
  await expect(page.getByText('Offline: kept in this browser')).toBeVisible()
  await page.reload()
  await expect(nameOf(page)).toHaveValue('Not lost')
  await expect(page.locator('[data-spot="pause"]')).toHaveCount(0)
  await page.unroute('**/api/v1/scenarios/*')
  await saved(page)
})

test('a session that ends in the middle of editing is renewed over the drawing', async ({
  page,
}) => {
  const { id } = await openScenario(page, winback, 'en')
  await page.context().clearCookies()
  await nameOf(page).fill('After the session')
  const dialog = page.getByRole('dialog', { name: 'Please sign in again' })
  await dialog.locator('input').fill('again-and-again')
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(nameOf(page)).toHaveValue('After the session')
  await saved(page)
  expect((await ask<{ name: string }>(page, 'GET', `/scenarios/${id}`)).name).toBe(
    'After the session',
  )
})

test('two people publish at once: one version comes of it, and who was behind is told', async ({
  page,
  context,
}) => {
  const { id, path } = await openScenario(page, winback, 'en')
  const other = await context.newPage()
  await other.goto(addressOf(path))
  await expect(nameOf(other)).toBeVisible()
  await nameOf(other).fill('Theirs')
  await saved(other)
  await other.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(other.getByRole('dialog')).toBeVisible()

  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.getByText(/Somebody else has saved meanwhile/)).toBeVisible()
  await expect(nameOf(page)).toHaveValue('Theirs')
  const { items } = await ask<{ items: object[] }>(page, 'GET', `/scenarios/${id}/versions`)
  expect(items).toHaveLength(1)
})

test('publishing again shows what changes, on the canvas and in words; the history takes it back', async ({
  page,
}) => {
  const { id } = await openScenario(page, winback, 'en')
  await ask(page, 'POST', `/scenarios/${id}/publish`, { revision: 0 })
  await page.reload()
  await page.locator('[data-spot="pause"]').click()
  const panel = page.getByRole('complementary').last()
  await panel.getByLabel('Wait', { exact: true }).fill('9')
  await page.locator('[data-spot="reminder"]').focus()
  await page.keyboard.press('Delete')
  await saved(page)

  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  const changes = page.getByRole('list', { name: 'What changed' })
  await expect(changes.getByText(/^Removed: /)).toBeVisible()
  await expect(changes.getByText('9 days')).toBeVisible()
  await expect(page.locator('[data-spot="pause"]')).toHaveAttribute('data-compared', 'changed')
  await expect(page.locator('[data-removed="reminder"]')).toBeInViewport()
  await expect(page.getByText('No run is going on')).toBeVisible()
  await page.getByRole('button', { name: 'Publish version 2' }).click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  const first = page.getByRole('listitem', { name: 'v1' })
  const second = page.getByRole('listitem', { name: 'v2' })
  await second.getByRole('button', { name: 'What changed' }).click()
  await expect(second.getByText(/^Removed: /)).toBeVisible()
  await first.getByRole('button', { name: 'Draw on from here' }).click()
  await expect(page.locator('[data-spot="reminder"]')).toBeVisible()
  await expect(page.getByRole('button', { name: /^Undo: / })).toBeEnabled()
})
