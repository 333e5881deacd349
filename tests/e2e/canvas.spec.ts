import { expect, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { openScenario } from './open-scenario.ts'
import { addressOf, ask, signIn } from './sign-in.ts'

const dormant = { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 }

test('the textbook scenario is drawn from an empty canvas by mouse, published and launched', async ({
  page,
}) => {
  await signIn(page)
  await ask(page, 'POST', '/segments', { name: `휴면 ${Date.now()}`, rule: dormant })
  const { id } = await openScenario(page, { make: 'blank' }, 'ko')

  await page.locator('section[data-spot]').first().click()
  await page.getByLabel('고객군', { exact: true }).selectOption({ index: 1 })
  const add = async (label: string, branch = 0) => {
    await page.getByText('여기에 단계 추가').nth(branch).click()
    await page.getByRole('option', { name: label, exact: false }).first().click()
  }
  await add('제안')
  await page.getByText('여기서 만들기').click()
  await add('문자')
  await page.getByRole('textbox', { name: '메시지' }).fill('다시 만나고 싶어요. {{reward}}')
  await add('대기')
  await add('반응 분기')
  await add('감사 전화')
  await page.getByRole('textbox', { name: '대본' }).fill('다시 찾아 주셔서 감사합니다.')
  await add('목표')
  await add('끝')
  await expect(page.getByText('문제 없음')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: '저장됨' })).toBeVisible()

  await page.getByRole('button', { name: '게시', exact: true }).click()
  await page.getByRole('button', { name: '모의 실행 시작' }).click()
  await expect(page).toHaveURL(/mode=live/)
  await expect(page.getByText('지금', { exact: false }).first()).toBeVisible()
  const { newest } = await ask<{ newest: { version: number } }>(page, 'GET', `/scenarios/${id}`)
  expect(newest.version).toBe(1)
})

test('a scenario is drawn with the keyboard alone, and undone and redone', async ({ page }) => {
  await openScenario(page, { make: 'blank' }, 'en')
  await page.locator('section[data-spot]').first().focus()
  const add = async (text: string) => {
    await page.keyboard.press('a')
    await page.keyboard.type(text)
    await page.keyboard.press('Enter')
    await expect(page.locator('aside').getByRole('textbox').first()).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(page.locator('section[data-spot]:focus')).toBeVisible()
  }
  await add('offer')
  await add('text message')
  await add('wait')
  await add('response')
  await expect(page.locator('section[data-spot]')).toHaveCount(5)
  await expect(page.locator('section[data-spot]:focus')).toHaveAttribute(
    'aria-label',
    /Response branch/,
  )

  await page.keyboard.press('ArrowUp')
  await expect(page.locator('section[data-spot]:focus')).toHaveAttribute('aria-label', /^Wait/)
  await page.keyboard.press('Delete')
  await expect(page.locator('section[data-spot]')).toHaveCount(4)
  await page.keyboard.press('Control+z')
  await expect(page.locator('section[data-spot]')).toHaveCount(5)
  await expect(page.getByRole('button', { name: /^Redo: delete/ })).toBeEnabled()
  await page.keyboard.press('Control+Shift+z')
  await expect(page.locator('section[data-spot]')).toHaveCount(4)
})

test('deleting a branching step asks which branch stays', async ({ page }) => {
  await openScenario(page, { make: 'template', template: 'winback', language: 'en' }, 'en')
  const before = await page.locator('section[data-spot]').count()
  const branching = page.locator('[data-spot="wokeUp"]')
  await branching.focus()
  await page.keyboard.press('Delete')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Which one stays?')).toBeVisible()
  await dialog.getByRole('button', { name: /^Keep “Clicked”/ }).click()
  await expect(branching).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo', exact: true }).click()
  await expect(page.locator('section[data-spot]')).toHaveCount(before)
})

test('problems block publishing, say what to do and repair with one click', async ({ page }) => {
  await openScenario(page, { make: 'blank' }, 'en')
  await page.getByRole('button', { name: '2 problems to solve' }).click()
  const panel = page.getByRole('complementary', { name: 'Problems' })
  await expect(panel.getByText('Choose the customers who take part.')).toBeVisible()
  await panel.getByRole('button', { name: 'End it here' }).click()
  await expect(page.getByRole('button', { name: '1 problem to solve' })).toBeVisible()
  await panel.getByRole('button', { name: 'Go there' }).click()
  await expect(page.getByLabel('Segment', { exact: true })).toBeFocused()
})

test('a draft that somebody else saved first is never overwritten unasked', async ({ page }) => {
  const { id } = await openScenario(page, { make: 'blank' }, 'en')
  const { draft, revision } = await ask<{ draft: { name: string }; revision: number }>(
    page,
    'GET',
    `/scenarios/${id}`,
  )
  await ask(page, 'PUT', `/scenarios/${id}`, { draft: { ...draft, name: 'Theirs' }, revision })
  await page.getByLabel('Name of the scenario').fill('Mine')
  await page.getByRole('button', { name: 'Take theirs' }).click()
  await expect(page.getByLabel('Name of the scenario')).toHaveValue('Theirs')
})

test('a run shows its counts, who is where, and one customer’s way with its reasons', async ({
  page,
}) => {
  const { id, path } = await openScenario(
    page,
    { make: 'template', template: 'winback', language: 'en' },
    'en',
  )
  await ask(page, 'POST', `/scenarios/${id}/publish`, { revision: 0 })
  await ask(page, 'POST', '/runs', {
    scenario: id,
    settings: { kind: 'sandbox', secondsPerDay: 30 },
  })
  await page.goto(addressOf(`${path}?mode=live`))
  await page.locator('[data-spot="pause"]').click()
  const person = page.locator('aside ul li button').first()
  await expect(person).toBeVisible({ timeout: 60_000 })
  await person.click()
  const way = page.getByRole('region', { name: 'Path of the customer' })
  await expect(way.getByText('belonged to the audience')).toBeVisible()
  await expect(page.locator('[data-spot="coupon"]')).toHaveAttribute('data-path', 'true')
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('Paused', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByText('Running', { exact: true })).toBeVisible()
})

for (const [language, scheme] of [
  ['ko', 'light'],
  ['en', 'dark'],
] as const) {
  test(`the canvas can be used by everybody (${language}, ${scheme})`, async ({ page }) => {
    await page.addInitScript((value) => localStorage.setItem('dasi.scheme', value), scheme)
    await openScenario(page, { make: 'template', template: 'retention', language }, language)
    await page.locator('section[data-spot]').nth(1).click()
    expect(await barriersOf(page)).toEqual([])
  })
}
