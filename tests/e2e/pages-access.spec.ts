import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { addressOf, ask, signIn } from './sign-in.ts'

interface Found {
  readonly items: readonly { readonly id: string }[]
}

/** Every screen, languages and themes alternating. */
const screens = [
  { name: 'home', path: async () => '/' },
  { name: 'campaigns', path: async () => '/campaigns' },
  {
    name: 'brief',
    path: async (page: Page) => `/campaigns/${await firstOf(page, '/campaigns')}?tab=brief`,
  },
  {
    name: 'campaign',
    path: async (page: Page) => `/campaigns/${await firstOf(page, '/campaigns')}`,
  },
  { name: 'customers', path: async () => '/customers' },
  {
    name: 'customer',
    path: async (page: Page) => `/customers/${await firstOf(page, '/customers')}`,
  },
  { name: 'segments', path: async () => '/segments' },
  { name: 'segment', path: async (page: Page) => `/segments/${await firstOf(page, '/segments')}` },
  { name: 'desk', path: async () => '/desk' },
  { name: 'library', path: async () => '/library' },
  { name: 'appearance', path: async () => '/settings' },
  { name: 'contact rules', path: async () => '/settings?tab=policy' },
  { name: 'people', path: async () => '/settings?tab=users' },
  { name: 'keys', path: async () => '/settings?tab=keys' },
  { name: 'report', path: async (page: Page) => `/runs/${await firstOf(page, '/runs')}/report` },
  {
    name: 'messages',
    path: async (page: Page) => `/runs/${await firstOf(page, '/runs')}/messages`,
  },
] as const

test('no screen shuts anybody out', async ({ page }) => {
  test.setTimeout(240_000)
  await signIn(page, 'ko')
  await ask(page, 'POST', '/campaigns', { name: '모두를 위한 화면' })
  const problems: string[] = []
  for (const [at, screen] of screens.entries()) {
    await page.emulateMedia({ colorScheme: at % 2 === 0 ? 'light' : 'dark' })
    await page.evaluate(
      (language) => localStorage.setItem('dasi.language', language),
      at % 4 < 2 ? 'ko' : 'en',
    )
    const path = await screen.path(page)
    if (path.includes('undefined')) continue
    await page.goto(addressOf(path))
    await expect(page.locator('h1').first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    for (const { id, impact, nodes } of violations)
      if (impact === 'serious' || impact === 'critical')
        problems.push(`${screen.name}: ${id} at ${nodes.map((node) => node.target).join(', ')}`)
  }
  expect(problems).toEqual([])
})

async function firstOf(page: Page, path: string): Promise<string | undefined> {
  return (await ask<Found>(page, 'GET', path)).items[0]?.id
}
