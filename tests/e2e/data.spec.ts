import { expect, type Page, test } from '@playwright/test'
import { addressOf, ask, signIn } from './sign-in.ts'

const stamp = () => Date.now().toString(36)

/** Chooses what a file holds, where it comes from, and the file itself. */
async function choose(page: Page, of: { kind: string; source: string; text: string }) {
  await page.goto(addressOf('/customers/data'))
  await page.getByRole('combobox', { name: '무엇이 들어 있나요?' }).click()
  await page.getByRole('option', { name: of.kind, exact: true }).click()
  await page.getByLabel('출처').fill(of.source)
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'file.csv', mimeType: 'text/csv', buffer: Buffer.from(of.text) })
}

const doIt = (page: Page) => page.getByRole('button', { name: '가져오기', exact: true }).click()

test('a file is looked at, tried, brought in, and its bad lines come back', async ({ page }) => {
  await signIn(page)
  const mark = stamp()
  const source = `crm-${mark}`
  const text = `회원,성함,메일\nT1-${mark},김하나,one@example.com\nT2-${mark},이둘,=2+2\n`
  await choose(page, { kind: '고객', source, text })
  const means = (column: string) => page.getByLabel(new RegExp(`${column}`)).first()
  await expect(means('회원')).toHaveValue('customer')
  await means('성함').selectOption({ label: '이름' })
  await means('메일').selectOption({ label: '이메일' })

  await page.getByRole('button', { name: '시험해 보기' }).click()
  await expect(page.getByText('시험만 했고 저장하지 않았습니다')).toBeVisible()
  const find = () => ask<{ items: unknown[] }>(page, 'GET', `/customers?search=T1-${mark}`)
  expect((await find()).items).toHaveLength(0)

  await doIt(page)
  await expect(page.getByText('가져왔습니다')).toBeVisible()
  await expect(page.getByText('이메일이 아님')).toBeVisible()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '파일로 내려받기' }).click(),
  ])
  const rejects = await readAll(await download.createReadStream())
  expect(rejects).toContain('EMAIL_UNREADABLE')
  expect(rejects).toContain(`T2-${mark}`)
  expect((await find()).items).toHaveLength(1)

  // The columns moved, and are found again as they were told.
  const moved = `메일,회원,성함\none@example.com,T1-${mark},김하나\n`
  await choose(page, { kind: '고객', source, text: moved })
  await expect(page.getByText('지난번 열 이름을 따릅니다')).toBeVisible()
  await expect(means('성함')).toHaveValue('name')
  await doIt(page)
  await expect(page.getByText('그대로 1')).toBeVisible()
})

test('the same purchases twice, and as lines, count once', async ({ page }) => {
  await signIn(page)
  const mark = stamp()
  const source = `shop-${mark}`
  await ask(page, 'POST', '/feeds/customers', {
    source,
    events: [{ eventId: '1', row: { customer: `L-${mark}` } }],
  })
  const text = `주문번호,회원,주문일,상품코드,금액\n${['a', 'b'].map((sku) => `1,L-${mark},2024-05-01,${sku}-${mark},5\n`).join('')}`
  for (const said of ['저장 1', '이미 있던 것 1']) {
    await choose(page, { kind: '구매 상세', source, text })
    await doIt(page)
    await expect(page.getByText('가져왔습니다')).toBeVisible()
    await expect(page.getByRole('status').getByText(said).first()).toBeVisible()
  }
  const { items } = await ask<{ items: { id: string }[] }>(
    page,
    'GET',
    `/customers?search=L-${mark}`,
  )
  await page.goto(addressOf(`/customers/${items[0]?.id}`))
  await expect(page.getByText(`a-${mark} 1개, ₩5`)).toBeVisible()
  await expect(page.getByText(`b-${mark} 1개, ₩5`)).toBeVisible()
})

test('an import is stopped while it reads, and leaves nothing', async ({ page }) => {
  await signIn(page)
  const mark = stamp()
  const rows = Array.from({ length: 400_000 }, (_, n) => `S${n}-${mark},김,s${n}@example.com`)
  await choose(page, {
    kind: '고객',
    source: `slow-${mark}`,
    text: `회원,이름,이메일\n${rows.join('\n')}\n`,
  })
  await doIt(page)
  await page.getByRole('button', { name: '멈추기' }).first().click()
  await expect(page.getByText('멈췄습니다. 저장된 것은 없습니다.')).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('row', { name: `slow-${mark}` }).getByText('멈춤')).toBeVisible()
  const { items } = await ask<{ items: unknown[] }>(page, 'GET', `/customers?search=S1-${mark}`)
  expect(items).toHaveLength(0)
})

test('what is missing is listed, and two customers are made one and parted again', async ({
  page,
}) => {
  await signIn(page)
  const mark = stamp()
  await ask(page, 'POST', '/feeds/customers', {
    source: `twice-${mark}`,
    events: ['A', 'B'].map((which) => ({
      eventId: which,
      row: {
        customer: `${which}-${mark}`,
        name: `김${which}${mark}`,
        email: `${mark}@example.com`,
      },
    })),
  })
  await page.goto(addressOf('/customers/data?tab=quality'))
  await page.getByRole('button', { name: '지금 점검하기' }).click()
  const birthday = page.getByRole('row', { name: /생년월일/ })
  await birthday.getByRole('button').first().click()
  const list = page.getByRole('dialog', { name: /생년월일/ })
  await expect(list.getByRole('row').first()).toBeVisible()
  await list.getByRole('row').getByRole('link').first().click()
  await expect(page.getByRole('heading', { name: '구매', exact: true })).toBeVisible()

  await page.goto(addressOf('/customers/data?tab=quality'))
  await page.getByRole('button', { name: `A-${mark}` }).click()
  await expect(page.getByRole('button', { name: `A-${mark}` })).toBeHidden()
  const kept = await ask<{ items: { id: string }[] }>(page, 'GET', `/customers?search=A-${mark}`)
  await page.goto(addressOf(`/customers/${kept.items[0]?.id}`))
  await expect(page.getByText(`B-${mark}`).first()).toBeVisible()
  await page.getByRole('button', { name: '다시 나누기' }).click()
  await expect(page.getByRole('button', { name: '다시 나누기' })).toBeHidden()
  const parted = await ask<{ items: unknown[] }>(page, 'GET', `/customers?search=B-${mark}`)
  expect(parted.items).toHaveLength(1)
})

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const part of stream) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
