import { expect, type Page, test } from '@playwright/test'
import { type JourneyWords, journeyWords } from './journey-words.ts'
import { addressOf, signIn } from './sign-in.ts'

const ways = [
  { language: 'ko', scheme: 'light', channel: '문자', subject: null },
  { language: 'en', scheme: 'dark', channel: 'E-mail', subject: ['Subject', 'We miss you'] },
] as const
type Way = (typeof ways)[number]

test.use({ actionTimeout: 15_000 })
// One reader of each language, beside each other.
test.describe.configure({ mode: 'parallel' })

for (const way of ways) {
  const { language, scheme } = way
  test(`customers are won back, from an empty canvas to the report (${language}, ${scheme})`, async ({
    page,
  }) => {
    test.setTimeout(180_000)
    const words = journeyWords[language]
    await page.addInitScript((value) => localStorage.setItem('dasi.scheme', value), scheme)
    await signIn(page, language)
    const campaign = await openEmptyCanvas(page, words)
    await draw(page, words, way)
    await publish(page, words)
    await launch(page, words, way)
    await watchTheFirstCalls(page, words, way)
    const customer = await callOne(page, words, campaign)
    await seeThatOneWon(page, words, customer)
    await readTheReport(page, words)
    await cancelTheRun(page, words)
  })
}

async function openEmptyCanvas(page: Page, words: JourneyWords): Promise<string> {
  const campaign = `${words.goal} ${Date.now()}`
  await page.goto(addressOf('/campaigns'))
  await page.getByRole('button', { name: words.newCampaign }).first().click()
  await page.getByLabel(words.campaignName).fill(campaign)
  await page.getByRole('button', { name: words.make, exact: true }).click()
  await page.getByRole('button', { name: words.blank }).click()
  await expect(page.locator('section[data-spot]')).toHaveCount(1)
  return campaign
}

/** Dormant customers with many points → offer → message → wait → who bought is thanked by a call and won. */
async function draw(page: Page, words: JourneyWords, { channel, subject }: Way): Promise<void> {
  const panel = page.getByRole('complementary').last()
  const add = async (step: string, branch = 'next') => {
    await page.locator(`button[data-spot$="/${branch}"]`).click()
    await page
      .getByRole('option', { name: new RegExp(`^${step}`) })
      .first()
      .click()
  }
  await page.locator('section[data-spot]').click()
  await panel.getByText(words.made).click()
  for (const condition of [words.dormant, words.points]) {
    await panel.getByRole('button', { name: words.addCondition }).click()
    await page.getByRole('menuitem', { name: condition, exact: true }).click()
  }
  await expect(panel.getByLabel(words.value, { exact: true }).first()).toHaveValue('6')
  await panel.getByLabel(words.value, { exact: true }).last().fill('50000')

  await add(words.offer)
  await panel.getByText(words.made).click()
  await expect(panel.getByLabel(words.rewardName)).toBeVisible()
  await add(channel)
  if (subject) await panel.getByLabel(subject[0], { exact: true }).fill(subject[1])
  await panel.getByLabel(words.message, { exact: true }).fill(words.text)
  await add(words.wait)
  await add(words.response)
  await add(words.call, 'purchased')
  await panel.getByLabel(words.script, { exact: true }).fill(words.thanks)
  // Four weeks of a fast clock are time enough to come to the desk.
  await panel.getByLabel(words.within, { exact: true }).fill('4')
  await panel.getByLabel(words.withinUnit).selectOption('weeks')
  await add(words.goal)
  await add(words.end, 'none')
}

async function publish(page: Page, words: JourneyWords): Promise<void> {
  await expect(page.getByText(words.noProblems)).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: words.saved })).toBeVisible()
  await page.getByRole('button', { name: words.publish, exact: true }).click()
}

/** In a sandbox in which everybody buys soon after a contact, and calls are left to a person. */
async function launch(page: Page, words: JourneyWords, { channel }: Way): Promise<void> {
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('status')).toHaveText(words.audience)
  await dialog.getByLabel(words.clock).fill('2')
  await dialog.getByLabel(words.callsByPerson).check()
  await dialog.getByText(words.responses).click()
  for (const contact of [channel, words.callChannel]) {
    await dialog.getByLabel(words.oddsOf(contact), { exact: true }).fill('100')
    await dialog.getByLabel(words.hoursOf(contact), { exact: true }).fill('6')
  }
  await dialog.getByRole('button', { name: words.start }).click()
  await expect(page).toHaveURL(/mode=live/)
}

async function watchTheFirstCalls(page: Page, words: JourneyWords, way: Way): Promise<void> {
  const steps = page.locator('section[data-spot]')
  await expect(steps.filter({ hasText: way.channel })).toHaveText(words.somePassed, {
    timeout: 60_000,
  })
  await expect(steps.filter({ hasText: words.call })).toHaveText(words.someNow, { timeout: 60_000 })
}

/** Ends the first call of the desk by one key, and answers where its customer is looked up. */
async function callOne(page: Page, words: JourneyWords, campaign: string): Promise<string> {
  await page.goto(addressOf('/desk'))
  await expect(page.getByRole('blockquote')).toHaveText(words.thanks, { timeout: 60_000 })
  await expect(page.getByText(campaign)).toBeVisible()
  const customer = await page
    .getByRole('heading', { level: 2 })
    .getByRole('link')
    .getAttribute('href')
  const sent = page.waitForResponse((response) => response.url().endsWith('/report'))
  await page.keyboard.press('1')
  await expect(page.getByText(words.reported)).toBeVisible()
  expect((await sent).ok()).toBe(true)
  return customer ?? ''
}

async function seeThatOneWon(page: Page, words: JourneyWords, customer: string): Promise<void> {
  await page.goto(addressOf(customer))
  await page.getByRole('link', { name: words.timeline }).first().click()
  const way = page.getByRole('region', { name: words.path })
  await expect(way.getByText(words.goalReached)).toBeVisible({ timeout: 60_000 })
  const goal = page.locator('section[data-spot]').filter({ hasText: words.goal })
  await expect(goal).toHaveAttribute('data-path', 'true')
}

async function readTheReport(page: Page, words: JourneyWords): Promise<void> {
  await page.getByRole('link', { name: words.report, exact: true }).click()
  for (const step of words.steps) {
    const row = page.getByRole('listitem').filter({ has: page.getByText(step, { exact: true }) })
    await expect(row).toHaveText(words.somePeople, { timeout: 60_000 })
  }
}

/** So that its calls wait for nobody. */
async function cancelTheRun(page: Page, words: JourneyWords): Promise<void> {
  await page.goBack()
  await page.getByRole('button', { name: words.cancel }).click()
  await page.getByRole('dialog').getByRole('button', { name: words.cancel }).click()
  await expect(page.getByText(words.cancelled, { exact: true })).toBeVisible()
}
