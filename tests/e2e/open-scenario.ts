import { expect, type Page } from '@playwright/test'
import { addressOf, ask, signIn } from './sign-in.ts'

/** Makes a scenario in a campaign of its own and opens it. */
export async function openScenario(page: Page, from: object, language: 'ko' | 'en') {
  await signIn(page, language)
  const campaign = await ask<{ id: string }>(page, 'POST', '/campaigns', {
    name: `Canvas ${Date.now()}`,
  })
  const scenario = await ask<{ id: string }>(page, 'POST', '/scenarios', {
    campaign: campaign.id,
    name: `Canvas ${Date.now()}`,
    from,
  })
  const path = `/campaigns/${campaign.id}/scenarios/${scenario.id}`
  await page.goto(addressOf(path))
  // Of a machine that does much else at the same time, nothing is promised but that it comes.
  await expect(page.locator('[data-spot]').first()).toBeVisible({ timeout: 60_000 })
  return { ...scenario, campaign: campaign.id, path }
}
