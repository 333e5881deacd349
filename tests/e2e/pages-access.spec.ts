import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { addressOf, ask, signIn } from './sign-in.ts'

interface Screen {
  readonly name: string
  readonly path: (made: Made) => string
  /** What is to be there before the screen is judged; without it, its heading. */
  readonly shows?: string
  /** What is done on the screen before it is judged. */
  readonly act?: (page: Page) => Promise<void>
}

/** What the screens are about: a scenario with its run, and somebody and a segment of the demonstration data. */
interface Made {
  readonly campaign: string
  readonly scenario: string
  readonly run: string
  readonly customer: string
  readonly segment: string
}

// The second line is about nobody, and the third has an address that is none.
const file = {
  name: 'people.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(
    'customer,name,email,shoe size\nR1,A,a@example.com,240\n,B,,\nR3,C,c at d,\n',
  ),
}
const chooseFile = async (page: Page) => {
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByLabel(/shoe size/)).toBeVisible()
}

const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }
const screens: readonly Screen[] = [
  { name: 'home', path: () => '/' },
  { name: 'campaigns', path: () => '/campaigns' },
  { name: 'brief', path: ({ campaign }) => `/campaigns/${campaign}?tab=brief` },
  { name: 'campaign', path: ({ campaign }) => `/campaigns/${campaign}` },
  {
    name: 'gallery',
    path: ({ campaign }) => `/campaigns/${campaign}?begin=true`,
    shows: '[role=dialog] dl',
  },
  { name: 'customers', path: () => '/customers' },
  { name: 'customer', path: ({ customer }) => `/customers/${customer}` },
  { name: 'data, files', path: () => '/customers/data' },
  { name: 'data, a file’s columns', path: () => '/customers/data', act: chooseFile },
  {
    name: 'data, what became of a file',
    path: () => '/customers/data',
    act: async (page) => {
      await chooseFile(page)
      await page.getByRole('button', { name: /^(시험해 보기|Try it)$/ }).click()
      await expect(page.getByRole('table').first()).toBeVisible()
    },
  },
  { name: 'data, attributes', path: () => '/customers/data?tab=attributes' },
  { name: 'data, quality', path: () => '/customers/data?tab=quality' },
  { name: 'segments', path: () => '/segments' },
  { name: 'segment', path: ({ segment }) => `/segments/${segment}` },
  { name: 'new segment', path: () => '/segments/new' },
  ...['grid', 'retention', 'overlap', 'scores', 'profit'].map((tab) => ({
    name: `analysis, ${tab}`,
    path: () => `/analysis?tab=${tab}`,
  })),
  { name: 'desk', path: () => '/desk', shows: 'section' },
  { name: 'library', path: () => '/library' },
  ...['appearance', 'policy', 'channels', 'users', 'keys', 'hooks', 'data', 'audit'].map((tab) => ({
    name: `settings, ${tab}`,
    path: () => `/settings?tab=${tab}`,
  })),
  { name: 'report', path: ({ run }) => `/runs/${run}/report` },
  { name: 'messages', path: ({ run }) => `/runs/${run}/messages` },
  {
    name: 'live',
    path: ({ campaign, scenario, run }) =>
      `/campaigns/${campaign}/scenarios/${scenario}?mode=live&run=${run}`,
    shows: '[data-spot]',
  },
  {
    name: 'design',
    path: ({ campaign, scenario }) => `/campaigns/${campaign}/scenarios/${scenario}`,
    shows: '[data-spot]',
  },
  {
    name: 'rehearse',
    path: ({ campaign, scenario }) => `/campaigns/${campaign}/scenarios/${scenario}?mode=rehearse`,
    shows: '[data-spot]',
  },
  { name: 'nothing', path: () => '/nowhere', shows: 'h2' },
]

const languages = ['ko', 'en'] as const
const schemes = ['light', 'dark'] as const
/** Languages and themes alternate; over all screens each meets each. In the long form every screen meets all of them. */
const isLong = process.env['DASI_TEST_SCREENS'] === 'all'
const looksAt = (at: number) =>
  languages
    .flatMap((language) => schemes.map((scheme) => ({ language, scheme })))
    .filter((_, look) => isLong || look === at % 4)

test.describe('no screen shuts anybody out, and every one fits a phone', () => {
  test.describe.configure({ mode: 'parallel' })
  let made: Made
  /** One of each language for all screens, so that what they share is fetched once. */
  const readers = new Map<string, BrowserContext>()
  test.beforeAll(async ({ browser }) => {
    for (const language of languages) {
      const context = await browser.newContext()
      readers.set(language, context)
      const page = await context.newPage()
      await signIn(page, language)
      made ??= await make(page)
      await page.close()
    }
  })
  test.afterAll(async () => {
    for (const context of readers.values()) await context.close()
  })

  for (const [at, screen] of screens.entries()) {
    for (const { language, scheme } of looksAt(at)) {
      test(`${screen.name} (${language}, ${scheme})`, async () => {
        const page = await readers.get(language)?.newPage()
        if (!page) throw new Error(`Nobody reads ${language}`)
        await page.setViewportSize(desktop)
        await page.emulateMedia({ colorScheme: scheme })
        await open(page, screen.path(made), screen.shows)
        await screen.act?.(page)
        const barriers = await barriersOf(page)
        expect(barriers.filter(({ impact }) => isSerious(impact))).toEqual([])
        await page.setViewportSize(phone)
        // Widths of text are fractions, and scroll widths whole: one pixel is rounding.
        expect(await page.evaluate<number>(pixelsBeyondTheEdge)).toBeLessThanOrEqual(1)
        await page.close()
      })
    }
  }
})

test('what stands on a screen is reached by the Tab key alone, and what is reached is seen', async ({
  page,
}) => {
  await signIn(page, 'en')
  for (const path of ['/campaigns', '/settings?tab=keys', '/library']) {
    await open(page, path)
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

test('a page that is for other roles says so, and no way leads there', async ({
  page,
  browser,
}) => {
  await signIn(page, 'en')
  const email = `agent-${crypto.randomUUID()}@example.com`
  const body = { name: 'Agent', email, role: 'agent' }
  const { oneTimePassword } = await ask<{ oneTimePassword: string }>(page, 'POST', '/users', body)
  const context = await browser.newContext({ locale: 'en-GB' })
  const agent = await context.newPage()
  await ask(agent, 'POST', '/session', { email, password: oneTimePassword })
  const change = { current: oneTimePassword, next: 'again-for-agents' }
  await ask(agent, 'POST', '/session/password', change)
  for (const path of ['/campaigns', '/customers', '/segments', '/analysis', '/library']) {
    await open(agent, path, 'h2')
    await expect(
      agent.getByRole('heading', { name: 'This page is not for your role' }),
    ).toBeVisible()
  }
  const rooms = agent.getByRole('navigation', { name: 'Main menu' }).getByRole('listitem')
  await expect(rooms).toHaveText(['Home', /^Call desk/, 'Settings'])
  await context.close()
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

const isSerious = (impact: string | null) => impact === 'serious' || impact === 'critical'

/** Goes to a screen; it is there once everything it asked for is drawn. */
async function open(page: Page, path: string, shows = 'h1') {
  await page.goto(addressOf(path))
  await expect(page.locator(shows).first()).toBeVisible()
  await expect(page.locator('[data-bones]')).toHaveCount(0)
}

async function make(page: Page): Promise<Made> {
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
  await ask(page, 'POST', '/scores', { kind: 'rfm' })
  await ask(page, 'POST', '/scores', { kind: 'buying' })
  await ask(page, 'POST', '/profit', {
    ...{ from: '2020-01-01', to: '2030-12-31', marginRate: 0.3 },
    activities: [{ key: 'orders', name: '주문 처리', driver: 'order', spent: 9e6, capacity: 1e5 }],
  })
  await ask(page, 'POST', '/quality', {})
  const customer = await firstOf(page, '/customers')
  const segment = await firstOf(page, '/segments')
  return { campaign: campaign.id, scenario: scenario.id, run: run.id, customer, segment }
}

async function firstOf(page: Page, path: string): Promise<string> {
  const { items } = await ask<{ items: readonly { id: string }[] }>(page, 'GET', path)
  if (!items[0]) throw new Error(`${path} is empty`)
  return items[0].id
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
