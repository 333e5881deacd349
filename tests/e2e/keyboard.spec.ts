import { expect, type Page, test } from '@playwright/test'
import { press, tabTo, type } from './keyboard.ts'
import { addressOf, signIn } from './sign-in.ts'

// From here on no mouse: what a marketer reaches, is reached by the keyboard alone.

const focused = (page: Page) => page.locator('section[data-spot]:focus, button[data-spot]:focus')
const panel = (page: Page) => page.getByRole('complementary').last()

test('the textbook scenario is drawn, repaired, published, launched and watched by the keyboard alone', async ({
  page,
}) => {
  test.setTimeout(180_000)
  await signIn(page)
  await page.goto(addressOf('/campaigns'))
  await openBlank(page)
  await drawAudience(page)
  await add(page, '제안')
  await tabTo(page, panel(page).getByRole('radio', { name: '여기서 만들기' }), 'Shift+Tab')
  await page.keyboard.press('Space')
  await type(page, panel(page).getByLabel('보상 이름'), '다시 만나요 쿠폰')
  await back(page)
  await add(page, '문자')
  await expect(panel(page).getByLabel('메시지', { exact: true })).toBeFocused()
  await page.keyboard.type('{{name | 고객}} 님, 다시 만나고 싶어요. {{보상')
  await page.keyboard.press('Enter')
  await page.keyboard.type('을 드려요.')
  await back(page)
  await add(page, '대기')
  await type(page, panel(page).getByLabel('기다리기', { exact: true }), '5')
  await back(page)
  await add(page, '반응 분기')
  await back(page)
  await goTo(page, /‘구매’ 갈래/)
  await page.keyboard.press('Enter')
  await choose(page, '감사 전화')
  await type(page, panel(page).getByLabel('대본', { exact: true }), '다시 찾아 주셔서 감사합니다.')
  await back(page)
  await add(page, '목표')
  await back(page)
  await repair(page)
  await publish(page)
  await launch(page)
  await watch(page)
})

async function openBlank(page: Page): Promise<void> {
  await press(page, page.getByRole('button', { name: '새 캠페인' }).first())
  await expect(page.getByLabel('캠페인 이름')).toBeFocused()
  await page.keyboard.type(`자판으로 되찾기 ${Date.now()}`)
  await page.keyboard.press('Enter')
  await press(page, page.getByRole('button', { name: '빈 시나리오' }))
  await expect(page.locator('section[data-spot]')).toHaveCount(1)
}

/** Dormant customers with many points, by a rule made in place. */
async function drawAudience(page: Page): Promise<void> {
  await tabTo(page, page.locator('section[data-spot]'))
  await page.keyboard.press('Enter')
  const side = panel(page)
  await expect(side.getByLabel('고객군', { exact: true })).toBeFocused()
  await tabTo(page, side.getByRole('radio', { name: '저장된 고객군' }), 'Shift+Tab')
  await page.keyboard.press('ArrowRight')
  for (const condition of ['휴면 개월', '포인트']) {
    await press(page, side.getByRole('button', { name: '조건 추가' }))
    await press(page, page.getByRole('menuitem', { name: condition, exact: true }), 'ArrowDown')
  }
  await tabTo(page, side.getByLabel('값', { exact: true }).last(), 'Shift+Tab')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('50000')
  await expect(side.getByText(/^[\d,]+명$/)).toBeVisible()
  await back(page)
}

/** Adds the step after the one where the keyboard stands, and is in its first field then. */
async function add(page: Page, name: string): Promise<void> {
  await page.keyboard.press('a')
  await choose(page, name)
}

async function choose(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('combobox', { name: '단계 찾기' })).toBeFocused()
  await page.keyboard.type(name)
  await page.keyboard.press('Enter')
  await expect(panel(page).locator(':focus')).toBeVisible()
}

/** From the inspector to the step it is about. */
async function back(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect(focused(page)).toBeVisible()
}

/** Walks over the canvas, row by row, to a card of that name. */
async function goTo(page: Page, name: RegExp): Promise<void> {
  const isThere = async () => name.test((await focused(page).getAttribute('aria-label')) ?? '')
  for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft', ...Array(8).fill('ArrowRight')]) {
    if (await isThere()) return
    await page.keyboard.press(key)
    // The browser's focus follows with the next frame.
    await page.evaluate(twoFrames)
  }
  expect(await focused(page).getAttribute('aria-label')).toMatch(name)
}

const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'

async function repair(page: Page): Promise<void> {
  await press(page, page.getByRole('button', { name: '해결할 문제 1개' }), 'Shift+Tab')
  const problems = page.getByRole('complementary', { name: '문제' })
  await press(page, problems.getByRole('button', { name: '여기서 끝내기' }).first())
  await expect(page.getByText('문제 없음')).toBeVisible()
}

async function publish(page: Page): Promise<void> {
  await press(page, page.getByRole('button', { name: '게시', exact: true }), 'Shift+Tab')
  await expect(page.getByRole('dialog')).toBeVisible()
}

async function launch(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog')
  await type(page, dialog.getByLabel('시계 빠르기'), '5')
  await press(page, dialog.getByRole('button', { name: '모의 실행 시작' }))
  await expect(page).toHaveURL(/mode=live/)
}

/** A customer of the message, and the way that customer went. */
async function watch(page: Page): Promise<void> {
  const steps = page.locator('section[data-spot]')
  await expect(steps.filter({ hasText: '문자' })).toHaveText(/[1-9]\d* 통과/, { timeout: 60_000 })
  await tabTo(page, steps.first())
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await press(page, panel(page).getByRole('button', { name: /통과$/ }), 'Shift+Tab')
  await press(
    page,
    panel(page).getByRole('list', { name: '이 단계의 고객' }).getByRole('button').first(),
  )
  await expect(page.getByRole('region', { name: '고객의 경로' })).toBeVisible()
}
