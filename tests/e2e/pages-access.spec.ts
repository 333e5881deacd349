import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { addressOf, ask, signIn } from './sign-in.ts'

interface Screen {
  readonly name: string
  readonly path: string
  /** What is to be there before the screen is judged; without it, its heading. */
  readonly shows?: string
}

const guidelines = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']
const phone = { width: 390, height: 844 }
const desktop = { width: 1440, height: 900 }

test('no screen shuts anybody out, and every one fits a phone', async ({ page }) => {
  test.setTimeout(300_000)
  await signIn(page, 'ko')
  const screens = await screensOf(page)
  const problems: string[] = []
  for (const [at, screen] of screens.entries()) {
    // Languages and themes alternate; over all screens each meets each.
    await page.emulateMedia({ colorScheme: at % 2 === 0 ? 'light' : 'dark' })
    await page.evaluate(
      (language) => localStorage.setItem('dasi.language', language),
      at % 4 < 2 ? 'ko' : 'en',
    )
    await page.goto(addressOf(screen.path))
    await expect(page.locator(screen.shows ?? 'h1').first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    problems.push(...(await barriersOf(page)).map((barrier) => `${screen.name}: ${barrier}`))
    await page.setViewportSize(phone)
    const beyond = await page.evaluate<number>(pixelsBeyondTheEdge)
    // Widths of text are fractions, and scroll widths whole: one pixel is rounding.
    if (beyond > 1) problems.push(`${screen.name}: ${beyond} px stand beyond the edge of a phone`)
    await page.setViewportSize(desktop)
  }
  expect(problems).toEqual([])
})

test('what stands on a screen is reached by the Tab key alone, and what is reached is seen', async ({
  page,
}) => {
  await signIn(page, 'en')
  for (const path of ['/campaigns', '/settings?tab=keys', '/library']) {
    await page.goto(addressOf(path))
    await expect(page.locator('h1')).toBeVisible()
    await page.waitForLoadState('networkidle')
    const wanted = await page.evaluate<string[]>(namesToReach)
    const reached = new Set<string>()
    for (let presses = 0; presses < wanted.length + 40; presses += 1) {
      await page.keyboard.press('Tab')
      const { name, isSeen } = await page.evaluate<{ name: string; isSeen: boolean }>(nameOfFocus)
      expect(isSeen, `${path}: "${name}" shows that it has the focus`).toBe(true)
      reached.add(name)
    }
    expect(
      wanted.filter((name) => !reached.has(name)),
      path,
    ).toEqual([])
  }
})

test('a dialog takes the keys and gives them back', async ({ page }) => {
  await signIn(page, 'en')
  await page.goto(addressOf('/settings?tab=users'))
  const opener = page.getByRole('button', { name: 'Add a person' })
  await opener.focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog').getByLabel('Name')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(opener).toBeFocused()
})

async function screensOf(page: Page): Promise<readonly Screen[]> {
  const campaign = await ask<{ id: string }>(page, 'POST', '/campaigns', {
    name: '모두를 위한 화면',
  })
  const scenario = await ask<{ id: string; revision: number }>(page, 'POST', '/scenarios', {
    campaign: campaign.id,
    from: { make: 'template', template: 'retention', language: 'ko' },
  })
  await ask(page, 'POST', `/scenarios/${scenario.id}/publish`, { revision: scenario.revision })
  const run = await ask<{ id: string }>(page, 'POST', '/runs', {
    scenario: scenario.id,
    settings: { kind: 'sandbox', secondsPerDay: 1 },
  })
  const customer = await firstOf(page, '/customers')
  const segment = await firstOf(page, '/segments')
  const drawing = `/campaigns/${campaign.id}/scenarios/${scenario.id}`
  return [
    { name: 'home', path: '/' },
    { name: 'campaigns', path: '/campaigns' },
    { name: 'brief', path: `/campaigns/${campaign.id}?tab=brief` },
    { name: 'campaign', path: `/campaigns/${campaign.id}` },
    { name: 'gallery', path: `/campaigns/${campaign.id}?begin=true`, shows: '[role=dialog] dl' },
    { name: 'customers', path: '/customers' },
    { name: 'customer', path: `/customers/${customer}` },
    { name: 'segments', path: '/segments' },
    { name: 'segment', path: `/segments/${segment}` },
    { name: 'new segment', path: '/segments/new' },
    { name: 'analysis', path: '/analysis' },
    { name: 'desk', path: '/desk', shows: 'section' },
    { name: 'library', path: '/library' },
    ...['appearance', 'policy', 'channels', 'users', 'keys', 'hooks', 'data', 'audit'].map(
      (tab) => ({ name: `settings, ${tab}`, path: `/settings?tab=${tab}` }),
    ),
    { name: 'report', path: `/runs/${run.id}/report` },
    { name: 'messages', path: `/runs/${run.id}/messages` },
    { name: 'live', path: `${drawing}?mode=live&run=${run.id}`, shows: '[data-spot]' },
    { name: 'nothing', path: '/nowhere', shows: 'h2' },
  ]
}

async function firstOf(page: Page, path: string): Promise<string> {
  const { items } = await ask<{ items: readonly { id: string }[] }>(page, 'GET', path)
  if (!items[0]) throw new Error(`${path} is empty`)
  return items[0].id
}

async function barriersOf(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(guidelines).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} at ${nodes.map((node) => node.target).join(', ')}`)
}

/** In the page: how far it can be pushed sideways. A table that scrolls by itself does not count. */
const pixelsBeyondTheEdge = `(() => {
  const page = document.getElementById('page') ?? document.documentElement
  const isCut = getComputedStyle(page).overflowX === 'hidden'
  const wide = document.documentElement.scrollWidth - innerWidth
  return Math.max(0, wide, isCut ? 0 : page.scrollWidth - page.clientWidth)
})()`

const nameOf = `(element) => element.getAttribute('aria-label') ?? element.textContent ?? ''`

/** In the page: what a person could press or fill in. */
const namesToReach = `[...document.querySelectorAll(
  '#page :is(a[href], button:not(:disabled), input:not(:disabled), select)'
)].filter((element) => element.checkVisibility()).map(${nameOf})`

/** In the page: what has the focus, and whether a ring says so; a field says it by its edge. */
const nameOfFocus = `(() => {
  const element = document.activeElement
  if (!element || element === document.body) return { name: '', isSeen: true }
  const { outlineStyle, outlineWidth } = getComputedStyle(element)
  const hasRing = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1
  return {
    name: (${nameOf})(element),
    isSeen: hasRing || element.matches('input, select, textarea, #page'),
  }
})()`
