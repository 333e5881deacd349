import { expect, type Locator, type Page, test } from '@playwright/test'
import { openScenario } from './open-scenario.ts'
import { ask } from './sign-in.ts'

// Every kind of step is set up in its inspector, and its card says what was set.

const winback = { make: 'template', template: 'winback', language: 'en' }
const card = (page: Page, id: string) => page.locator(`section[data-spot="${id}"]`)

async function inspect(page: Page, id: string): Promise<Locator> {
  await card(page, id).focus()
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary').last()
  await expect(panel.getByRole('button', { name: /^(Close|닫기)$/ })).toBeVisible()
  return panel
}

/** Puts a step in at the first empty branch of a blank drawing. */
async function insert(page: Page, label: string): Promise<Locator> {
  await page.getByText('Add a step here').first().click()
  await page.getByRole('option', { name: label }).first().click()
  return page.getByRole('complementary').last()
}

test('segment: a rule made in place is counted, and kept in the library without leaving', async ({
  page,
}) => {
  await openScenario(page, { make: 'blank' }, 'en')
  const first = page.locator('section[data-spot]').first()
  await first.click()
  const panel = page.getByRole('complementary').last()
  await panel.getByText('Made here').click()
  await expect(panel.getByText(/[1-9][\d,]* customers/)).toBeVisible()
  await panel.getByRole('button', { name: 'Save to the library' }).click()
  const name = `Everybody ${Date.now()}`
  await panel.getByLabel('Name in the library').fill(name)
  await panel.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(panel.getByLabel('Segment', { exact: true })).not.toHaveValue('')
  await expect(first).toContainText(name)
})

test('offer: one made in place is kept in the library, and another scenario picks it', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'coupon')
  await panel.getByLabel('Worth to the customer').fill('4200')
  await expect(card(page, 'coupon')).toContainText('4,200')
  await panel.getByRole('button', { name: 'Save to the library' }).click()
  const name = `Coupon ${Date.now()}`
  await panel.getByLabel('Name in the library').fill(name)
  await panel.getByRole('button', { name: 'Save', exact: true }).click()
  await expect(panel.getByLabel('Offer', { exact: true })).toBeVisible()

  await openScenario(page, { make: 'blank' }, 'en')
  const other = await insert(page, 'Offer')
  await other.getByText('From the library').click()
  await other.getByLabel('Offer', { exact: true }).selectOption({ label: name })
  await expect(page.locator('section[data-spot]').nth(1)).toContainText(name)
})

test('channel: an offer taken by name, words for English readers, and what each customer gets', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'email')
  await panel.getByRole('button', { name: 'Add other words' }).click()
  const words = panel.getByRole('region', { name: '1. Readers of English' })
  await words.getByLabel('Subject', { exact: true }).fill('Only for you')
  await words.getByLabel('Message', { exact: true }).fill('')
  await expect(panel.getByText('Write the message.')).toBeVisible()
  await words.getByLabel('Message', { exact: true }).fill('Hello {{name | you}}')

  await panel.getByRole('tab', { name: 'Preview' }).click()
  const mail = panel.getByRole('figure', { name: 'Preview of the e-mail' })
  await expect(mail).toBeVisible()
  await panel.getByLabel('Words to show').selectOption({ label: 'Readers of English' })
  await expect(mail.getByRole('heading')).toContainText('Only for you')
  await expect(mail.frameLocator('iframe').getByText(/Hello/)).toBeVisible()
  await expect(
    panel.getByRole('list', { name: 'Checks of the advertising label' }).getByLabel('there'),
  ).toHaveCount(3)
})

test('channel: a text message says its bytes and parts, and goes to the library and back', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'sms')
  const body = panel.getByLabel('Message', { exact: true })
  await body.fill('다시 오세요')
  await expect(panel.getByText(/SMS · \d+ \/ 90 bytes/)).toBeVisible()
  await body.fill('가'.repeat(60))
  await expect(panel.getByText(/LMS · \d+ \/ 2,000 bytes/)).toBeVisible()
  await panel.getByRole('button', { name: 'Save to the library' }).click()
  const name = `Text ${Date.now()}`
  await panel.getByLabel('Name in the library').fill(name)
  await panel.getByRole('button', { name: 'Save', exact: true }).click()
  await body.fill('Another text')
  await panel.getByRole('button', { name: 'Take from the library' }).click()
  await page.getByRole('option', { name }).click()
  await expect(body).toHaveValue('가'.repeat(60))
  await panel.getByRole('tab', { name: 'Preview' }).click()
  const phone = panel.getByRole('figure', { name: 'Preview on a phone' })
  await expect(phone).toContainText('가가가')
  await expect(panel.getByText(/LMS · \d+ bytes · 1 message/)).toBeVisible()
})

test('channel: tags are suggested while Hangul is being composed', async ({ page }) => {
  await openScenario(page, winback, 'ko')
  const panel = await inspect(page, 'sms')
  const body = panel.getByLabel('메시지', { exact: true })
  await body.fill('')
  await body.focus()
  await page.keyboard.type('{{')
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: '이', selectionStart: 1, selectionEnd: 1 })
  const suggested = panel.getByRole('listbox', { name: '고객 정보 넣기' }).getByRole('option')
  await expect(suggested.first()).toContainText('이름')
  await session.send('Input.insertText', { text: '이름' })
  await page.keyboard.press('Enter')
  await expect(body).toHaveValue(/^\{\{name \| 고객\}\}$/)
})

test('channel: a tag that does not exist, or is not closed, is said at its message', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'sms')
  const body = panel.getByLabel('Message', { exact: true })
  await body.fill('Hello {{nickname}}')
  await expect(panel.getByText('“nickname” is not known of customers.')).toBeVisible()
  await expect(page.getByRole('button', { name: '1 problem to solve' }).first()).toBeVisible()
  await body.fill('Hello {{name')
  await expect(panel.getByText('The braces of a field do not match')).toBeVisible()
  await body.fill('Hello {{name}}')
  await expect(page.getByText('No problems')).toBeVisible()
})

test('wait: written as a sentence with a live example', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'pause')
  await panel.getByLabel('Wait', { exact: true }).fill('5')
  await expect(card(page, 'pause')).toContainText('5 days')
  await panel.getByText('then until a time of day on certain days').click()
  await expect(card(page, 'pause')).toContainText(/5 days, then/)
  await expect(panel.getByText(/^Example: .+ waits until/)).toBeVisible()
  await panel.getByText('Weekday', { exact: true }).click()
  await expect(card(page, 'pause')).toContainText(/until next/)
})

test('response: outcomes are ticked and ordered, each with a branch', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'wokeUp')
  await panel.getByRole('button', { name: '+ Opened' }).click()
  await expect(page.locator('button[data-spot="wokeUp/opened"]')).toBeVisible()
  await expect(card(page, 'wokeUp')).toContainText('Opened')
  await panel.getByLabel('Window', { exact: true }).fill('10')
  await expect(card(page, 'wokeUp')).toContainText('10 days')
})

test('condition: a branch by what is known of the customer', async ({ page }) => {
  await openScenario(page, { make: 'template', template: 'retention', language: 'en' }, 'en')
  const panel = await inspect(page, 'best')
  await panel.getByLabel('Name of the branch').first().fill('Top customers')
  await expect(card(page, 'best')).toContainText('Top customers')
  await panel.getByRole('button', { name: 'Add a condition', exact: true }).last().click()
  await expect(panel.getByLabel('Name of the branch')).toHaveCount(2)
})

test('experiment: shares make a hundred, or are made even by one click', async ({ page }) => {
  await openScenario(page, { make: 'template', template: 'retention', language: 'en' }, 'en')
  const panel = await inspect(page, 'control')
  await panel.getByRole('button', { name: 'Add a group' }).click()
  await panel.getByLabel('Share of “Thanked”').fill('50')
  await expect(panel.getByText('The shares make')).toBeVisible()
  await panel.getByRole('button', { name: 'Even shares' }).click()
  await expect(panel.getByText('The shares make')).toHaveCount(0)
})

test('call: purpose, script and the results that get a branch', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const panel = await inspect(page, 'thanksCall')
  await panel.getByLabel('Script', { exact: true }).fill('Thank you, {{name | customer}}.')
  await panel.getByLabel('Number of attempts').fill('2')
  await expect(card(page, 'thanksCall')).toContainText('2')
  await panel.getByRole('tab', { name: 'Preview' }).click()
  await expect(panel.getByRole('figure', { name: 'Preview of the script' })).toContainText(
    'Thank you,',
  )
})

test('update, goal and exit: what they do is said on their cards', async ({ page }) => {
  await openScenario(page, { make: 'template', template: 'churn', language: 'en' }, 'en')
  const panel = await inspect(page, 'lost')
  await panel.getByRole('button', { name: 'Add a change' }).click()
  await panel.getByLabel('What to do').last().selectOption({ label: 'Add points' })
  await panel.getByLabel('Points', { exact: true }).fill('500')
  await expect(card(page, 'lost')).toContainText('add 500 points')
  await expect(await inspect(page, 'stayed')).toContainText('count as won')
  await expect(await inspect(page, 'end')).toContainText('have completed the scenario')
})

test('scripts in names and texts are shown as they are written, and nothing runs', async ({
  page,
}) => {
  page.on('dialog', () => {
    throw new Error('A script in a text ran.')
  })
  const { id } = await openScenario(page, winback, 'en')
  const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>'
  const panel = await inspect(page, 'email')
  await panel.getByLabel('Subject', { exact: true }).fill(evil)
  await panel.getByLabel('Message', { exact: true }).fill(`${evil} {{link}}`)
  await page.getByLabel('Name of the scenario').fill(evil)
  await (await inspect(page, 'email')).getByRole('tab', { name: 'Preview' }).click()
  const mail = page.getByRole('figure', { name: 'Preview of the e-mail' })
  await expect(mail.getByRole('heading')).toContainText('<img src=x')
  await expect(mail.frameLocator('iframe').getByText(/<script>alert/)).toBeVisible()
  await expect(card(page, 'email')).toContainText('<img src=x')
  await expect(page.getByRole('status').filter({ hasText: 'Saved' })).toBeVisible()
  expect((await ask<{ name: string }>(page, 'GET', `/scenarios/${id}`)).name).toBe(evil)
})
