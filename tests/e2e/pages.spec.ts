import { expect, type Page, test } from '@playwright/test'
import { addressOf, ask, signIn } from './sign-in.ts'

/** Of all customers: the demonstration’s and whoever was brought in meanwhile. */
const everybody = /^전체 5,\d{3}명의 100\.0%$/

test('a wrong password is refused in the reader’s language', async ({ page }) => {
  await page.goto(addressOf('/sign-in'))
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByLabel('E-mail').fill('nobody@dasi.local')
  await page.getByLabel('Password', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('alert')).toHaveText('The e-mail or the password is not right.')
  await page.getByRole('button', { name: '한국어' }).click()
  await expect(page.getByRole('heading', { name: '로그인' })).toBeVisible()
})

test('an address behind the sign-in is returned to after it', async ({ page }) => {
  await page.goto(addressOf('/segments'))
  await expect(page).toHaveURL(/sign-in\?to=/)
})

test('a campaign keeps its brief', async ({ page }) => {
  await signIn(page)
  await page.goto(addressOf('/campaigns'))
  await page.getByRole('button', { name: '새 캠페인' }).first().click()
  const name = `봄맞이 윈백 ${Date.now()}`
  await page.getByLabel('캠페인 이름').fill(name)
  await page.getByRole('button', { name: '만들기' }).click()
  // What a new campaign begins with is asked at once, and may wait.
  await expect(page.getByRole('heading', { name: '무엇에서 시작할까요?' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await page.getByRole('link', { name: '기획서' }).click()
  await page.getByLabel('주제').fill('휴면 고객을 다시')
  await page.getByLabel('예산 (원)').fill('20000000')
  await page.getByRole('button', { name: '저장' }).click()
  await expect(page.getByText('저장됨')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('주제')).toHaveValue('휴면 고객을 다시')
  await expect(page.getByLabel('예산 (원)')).toHaveValue('20,000,000')
})

test('a brief that somebody saved meanwhile is not overwritten unasked', async ({ page }) => {
  await signIn(page, 'en')
  const made = await ask<{ id: string; brief: object; revision: number }>(
    page,
    'POST',
    '/campaigns',
    {
      name: `Two at once ${Date.now()}`,
    },
  )
  await page.goto(addressOf(`/campaigns/${made.id}?tab=brief`))
  await page.getByLabel('Topic').fill('mine')
  await ask(page, 'PUT', `/campaigns/${made.id}`, {
    name: 'Two at once',
    brief: { ...made.brief, topic: 'theirs' },
    revision: made.revision,
  })
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Somebody saved this brief')).toBeVisible()
  await expect(page.getByLabel('Topic')).toHaveValue('mine')
  await page.getByRole('button', { name: 'Load theirs' }).click()
  await expect(page.getByLabel('Topic')).toHaveValue('theirs')
})

test('a segment is built in sentences and counted while it is written', async ({ page }) => {
  await signIn(page)
  await page.goto(addressOf('/segments/new'))
  await expect(page.getByText(everybody)).toBeVisible()
  await page.getByRole('button', { name: '조건 추가' }).click()
  await page.getByRole('menuitem', { name: '휴면 개월' }).click()
  await expect(page.getByText(everybody)).toBeHidden()
  const name = `쉬는 고객 ${Date.now()}`
  await page.getByLabel('이름').fill(name)
  await page.getByRole('button', { name: '저장' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await page.goto(addressOf('/segments'))
  await expect(page.getByRole('row', { name }).getByText('휴면 개월 6개월 이상')).toBeVisible()
})

test('a customer is found by the beginning of the id', async ({ page }) => {
  await signIn(page, 'en')
  await page.goto(addressOf('/customers'))
  await page.getByRole('searchbox').fill('D00042')
  await expect(page.getByRole('row')).toHaveCount(2)
  await page.getByRole('row').nth(1).getByRole('link').click()
  await expect(page.getByRole('heading', { name: 'Purchases' })).toBeVisible()
})

test('a call ends by one key, also on the Korean layout, and Z takes it back', async ({ page }) => {
  await signIn(page)
  await launchWithCalls(page)
  await page.goto(addressOf('/desk'))
  const script = page.getByRole('blockquote')
  await expect(script).toBeVisible({ timeout: 60_000 })
  const first = page.url()
  // What the key of the digit 1 sends while a Korean syllable is being composed.
  const composing = { code: 'Digit1', key: 'Process', isComposing: true, bubbles: true }
  await page.locator('body').dispatchEvent('keydown', composing)
  expect(page.url()).toBe(first)
  await page.keyboard.press('1')
  await expect(page.getByText('통화 · 만족. Z를 누르면')).toBeVisible()
  await expect(page).not.toHaveURL(first)
  await expect(script).toBeVisible()
  await page.keyboard.press('z')
  await expect(page.getByText('결과를 되돌렸습니다')).toBeVisible()
  await expect(page).toHaveURL(first)
})

test('keys typed into the memo are a memo', async ({ page }) => {
  await signIn(page)
  await page.goto(addressOf('/desk'))
  await expect(page.getByRole('blockquote')).toBeVisible()
  const first = page.url()
  await page.getByLabel('메모').pressSequentially('1시에 다시')
  await expect(page.getByLabel('메모')).toHaveValue('1시에 다시')
  expect(page.url()).toBe(first)
})

interface Made {
  readonly id: string
  readonly revision: number
  readonly draft: { readonly nodes: readonly { readonly kind: string }[] }
}

/** A sandbox run in which a day lasts so long that calls wait to be made while the test looks. */
async function launchWithCalls(page: Page): Promise<void> {
  const campaign = await ask<{ id: string }>(page, 'POST', '/campaigns', { name: '감사콜 확인' })
  const scenario = await ask<Made>(page, 'POST', '/scenarios', {
    campaign: campaign.id,
    from: { make: 'template', template: 'winback', language: 'ko' },
  })
  // Four weeks of a fast clock are time enough to call; what comes before is over in seconds.
  const nodes = scenario.draft.nodes.map((node) =>
    node.kind === 'call' ? { ...node, within: { amount: 4, unit: 'weeks' } } : node,
  )
  const { revision } = await ask<{ revision: number }>(page, 'PUT', `/scenarios/${scenario.id}`, {
    draft: { ...scenario.draft, nodes },
    revision: scenario.revision,
  })
  await ask(page, 'POST', `/scenarios/${scenario.id}/publish`, { revision })
  await ask(page, 'POST', '/runs', {
    scenario: scenario.id,
    settings: { kind: 'sandbox', secondsPerDay: 3, callsByPerson: true },
  })
  await expect
    .poll(async () => (await ask<{ due: number }>(page, 'GET', '/desk/counts')).due, {
      timeout: 150_000,
    })
    .toBeGreaterThan(3)
}
