import { expect, test } from '@playwright/test'
import { addressOf, ask, signIn } from './sign-in.ts'

interface Saved {
  readonly items: readonly { readonly id: string; readonly fixedAt: string | null }[]
}

test('a cell of the grid becomes a segment of exactly its customers', async ({ page }) => {
  await signIn(page)
  await page.goto(addressOf('/analysis'))
  const cell = page.getByRole('button', { name: /^6개월 이상 · .*: [\d,]+명/ }).first()
  const customers = /: ([\d,]+)명/.exec((await cell.getAttribute('aria-label')) ?? '')?.[1]
  await cell.click()
  const name = `분석에서 ${Date.now()}`
  await page.getByLabel('고객군 이름').fill(name)
  await page.getByRole('button', { name: '고객군으로 저장' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(page.getByText(`${customers}명`, { exact: true }).first()).toBeVisible()
})

test('a snapshot stays as it is, and says since when', async ({ page }) => {
  await signIn(page, 'en')
  const { items } = await ask<Saved>(page, 'GET', '/segments')
  const changing = items.find(({ fixedAt }) => fixedAt === null)
  await page.goto(addressOf(`/segments/${changing?.id}`))
  await page.getByRole('button', { name: 'Make a snapshot' }).click()
  const name = `Kept ${Date.now()}`
  await page.getByRole('dialog').getByLabel('Name').fill(name)
  await page.getByRole('dialog').getByRole('button', { name: 'Make a snapshot' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  await expect(page.getByText(/^Fixed on /)).toBeVisible()
})

test('a list comes from a file, and ids nobody has are named', async ({ page }) => {
  await signIn(page, 'en')
  await page.goto(addressOf('/segments'))
  await page.getByRole('button', { name: 'Bring in a list' }).click()
  await page.getByLabel('File').setInputFiles({
    name: 'visitors.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('when,customer id\n1 May,"D00001"\n2 May,D00002\n2 May,NOBODY-1\n'),
  })
  await expect(page.getByText('3 ids found: D00001, D00002, NOBODY-1')).toBeVisible()
  await page.getByRole('dialog').getByLabel('Name').fill(`Visitors ${Date.now()}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('2 customers are on the list.')).toBeVisible()
  await expect(page.getByText('NOBODY-1')).toBeVisible()
})

test('scores are made from the page and are a condition at once', async ({ page }) => {
  await signIn(page, 'en')
  await page.goto(addressOf('/analysis?tab=scores'))
  await page.getByRole('button', { name: 'Make scores' }).first().click()
  await page.getByRole('button', { name: 'Make', exact: true }).click()
  await expect(page.getByRole('table').filter({ hasText: 'Recency mark' })).toBeVisible()
  await page.goto(addressOf('/segments/new'))
  await page.getByRole('button', { name: 'Add a condition' }).click()
  await expect(page.getByRole('menuitem', { name: 'Recency mark' })).toBeVisible()
})

test('purchases of a category and contacts of a channel are said by choosing; the segment is deleted', async ({
  page,
}) => {
  await signIn(page, 'en')
  await page.goto(addressOf('/segments/new'))
  const add = async (what: string) => {
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByRole('menuitem', { name: what }).last().click()
  }
  await add('Number of purchases')
  await page.getByLabel('Which purchases').selectOption('category')
  await page.getByRole('combobox', { name: 'of the category' }).click()
  await page.getByRole('option', { name: '가공식품' }).click()
  await add('Contacts answered with')
  await page.getByLabel('Channel', { exact: true }).selectOption('sms')
  await add('Reachable')
  const name = `Said ${Date.now()}`
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name })).toBeVisible()
  const id = page.url().split('/').at(-1)
  expect(await ask(page, 'GET', `/segments/${id}`)).toMatchObject({
    rule: {
      type: 'all',
      rules: [
        { type: 'purchases', category: '가공식품' },
        { type: 'responses', channel: 'sms' },
        { type: 'reachable', channel: 'email', reachable: true },
      ],
    },
  })
  await page.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('button', { name: 'Delete' }).click()
  await expect(page.getByRole('heading', { name: 'Segments' })).toBeVisible()
  await expect(page.getByRole('link', { name })).toHaveCount(0)
})
