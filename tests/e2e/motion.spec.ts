import { expect, type Page, test } from '@playwright/test'
import { openScenario } from './open-scenario.ts'
import { ask } from './sign-in.ts'

/** Notes in the page what changes slowly, and each view on the way to another. */
const watchMotion = `
  globalThis.moved = []
  for (const name of ['transitionrun', 'animationstart'])
    addEventListener(name, ({ target }) => {
      const takesTime = ({ effect }) => effect.getComputedTiming().duration > 0
      if (target.getAnimations({ subtree: true }).some(takesTime)) moved.push(name + ' ' + target.className)
    }, true)
  new MutationObserver(() => moved.push('view')).observe(
    document.querySelector('.react-flow__viewport'),
    { attributeFilter: ['style'] },
  )`

/** Everything that moved meanwhile. */
async function movedDuring(page: Page, act: () => Promise<void>): Promise<readonly string[]> {
  await page.evaluate(watchMotion)
  await act()
  return page.evaluate<readonly string[]>('moved')
}

/** Adds a step, looks at everything, opens a dialog and a panel. */
async function work(page: Page): Promise<void> {
  await page.locator('[data-spot="coupon"]').focus()
  await page.keyboard.press('a')
  await page.keyboard.type('wait')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary').last()).toBeVisible()
  await page.getByRole('button', { name: 'Show all' }).click()
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  await expect(page.getByRole('complementary', { name: 'Versions' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('whoever wants nothing to move sees everything at once where it will be', async ({ page }) => {
  const winback = { make: 'template', template: 'winback', language: 'en' }
  const { id, path } = await openScenario(page, winback, 'en')
  const usual = await movedDuring(page, () => work(page))
  expect(usual.filter((one) => one === 'view').length).toBeGreaterThan(4)
  expect(usual.filter((one) => one !== 'view')).not.toEqual([])

  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.reload()
  await expect(page.locator('[data-spot="coupon"]')).toBeVisible()
  const still = await movedDuring(page, () => work(page))
  expect(still.filter((one) => one !== 'view')).toEqual([])
  // Adding brings the step to the pointer, looking at everything the whole drawing: one change of view each.
  expect(still.filter((one) => one === 'view').length).toBeLessThanOrEqual(4)

  const { revision } = await ask<{ revision: number }>(page, 'GET', `/scenarios/${id}`)
  await ask(page, 'POST', `/scenarios/${id}/publish`, { revision })
  await ask(page, 'POST', '/runs', {
    scenario: id,
    settings: { kind: 'sandbox', secondsPerDay: 30, sampleSize: 20 },
  })
  await page.goto(new URL(`${path}?mode=live`, page.url()).href)
  await expect(page.locator('[data-spot="coupon"]')).toBeVisible()
  const live = await movedDuring(page, async () => {
    await expect(page.locator('[data-spot="coupon"]')).toHaveText(/[1-9]\d* passed/, {
      timeout: 60_000,
    })
    await page.locator('[data-spot="coupon"]').click()
    await expect(page.getByRole('complementary', { name: 'Step' })).toBeVisible()
  })
  expect(live.filter((one) => one !== 'view')).toEqual([])
})
