import { expect, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openScenario } from './open-scenario.ts'

test('a rehearsal shows everybody and one customer, and can be used by everybody', async ({
  page,
}) => {
  await openScenario(page, { make: 'template', template: 'winback', language: 'en' }, 'en')
  await page.getByRole('link', { name: 'Rehearse' }).click()
  const panel = page.getByRole('complementary', { name: 'Rehearsal' })
  await expect(panel.getByText(/^contacted/)).toBeVisible({ timeout: 60_000 })
  await expect(page.locator('[data-spot="email"]').getByText('passed')).toBeVisible()
  expect(await barriersOf(page)).toEqual([])

  await panel.getByRole('tab', { name: 'One customer' }).click()
  await panel.getByRole('button', { name: /^To the next event/ }).click()
  await expect(
    panel.getByText('belonged to the audience').or(panel.locator('time')).first(),
  ).toBeVisible()
})
