import { expect, type Page, test } from '@playwright/test'
import { openScenario } from './open-scenario.ts'
import { addressOf, ask, signIn } from './sign-in.ts'

interface Opened {
  readonly path: string
  /** The button that opens it. */
  readonly by: string
  readonly what?: 'menu' | 'group'
}

const customer = 'a customer'
const campaign = 'a campaign'
const opened: readonly Opened[] = [
  { path: '/campaigns', by: 'New campaign' },
  { path: campaign, by: 'More commands', what: 'menu' },
  { path: campaign, by: 'New scenario' },
  { path: customer, by: 'Erase' },
  { path: '/customers/data?tab=attributes', by: 'Add an attribute' },
  { path: '/customers/data?tab=attributes', by: 'Edit' },
  { path: '/segments', by: 'Bring in a list' },
  { path: '/segments/new', by: 'Add a condition', what: 'menu' },
  { path: '/analysis?tab=scores', by: 'Make scores' },
  { path: '/analysis?tab=profit', by: 'Calculate profit' },
  { path: '/library', by: 'New offer' },
  { path: '/settings?tab=users', by: 'Add a person' },
  { path: '/settings?tab=keys', by: 'New key' },
  { path: '/settings?tab=hooks', by: 'New webhook' },
]

test('whatever opens over a page gives the keyboard back to what opened it', async ({ page }) => {
  await signIn(page, 'en')
  const made = await ask<{ id: string }>(page, 'POST', '/campaigns', { name: 'Keys' })
  const { items } = await ask<{ items: readonly { id: string }[] }>(page, 'GET', '/customers')
  const paths = new Map([
    [campaign, `/campaigns/${made.id}`],
    [customer, `/customers/${items[0]?.id}`],
  ])
  for (const { path, by, what } of opened) {
    const address = paths.get(path) ?? path
    // What opened on this page before is gone again, which is part of the promise.
    if (!page.url().endsWith(address)) await open(page, address)
    const opener = page.getByRole('button', { name: by, exact: true }).first()
    const over = what === 'menu' ? page.getByRole('menu') : page.getByRole('dialog')
    // Twice: the way back is no luck of the first time.
    for (const _ of [1, 2]) {
      await opener.focus()
      await page.keyboard.press('Enter')
      await expect(over, `${path}: ${by}`).toBeVisible()
      await expect(over.locator(':focus'), `${path}: ${by}`).toHaveCount(1)
      await page.keyboard.press('Escape')
      await expect(over).toBeHidden()
      await expect(opener, `${path}: ${by}`).toBeFocused()
    }
  }
})

test('what is asked before it is done, and what is done, leave the keyboard in the list', async ({
  page,
}) => {
  await signIn(page, 'en')
  for (const name of ['first', 'second'])
    await ask(page, 'POST', '/keys', { name: `${name} key`, role: 'agent', expiresAt: null })
  await open(page, '/settings?tab=keys')
  const row = (name: string) => page.getByRole('row').filter({ hasText: name }).first()
  const revoke = (name: string) => row(name).getByRole('button', { name: 'Revoke' })
  // The newest stand first, so that the other one comes after it.
  await revoke('second key').focus()
  await page.keyboard.press('Enter')
  await expect(row('second key').getByRole('button', { name: 'Cancel' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(revoke('second key')).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await expect(row('second key').getByText('Revoked')).toBeVisible()
  await expect(revoke('first key')).toBeFocused()
})

test('what a dialog made leaves the keyboard at the button that opened it', async ({ page }) => {
  await signIn(page, 'en')
  await open(page, '/library')
  await page.getByRole('button', { name: 'New offer' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name' }).first()).toBeFocused()
  await page.keyboard.type(`Offer ${Date.now()}`)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toBeHidden()
  await expect(page.getByRole('button', { name: 'New offer' })).toBeFocused()
})

test('what is typed at once after the key of a search arrives, before its code is here', async ({
  page,
}) => {
  // The code comes when the test says so; whatever was typed until then waits in a field.
  let letGo: () => void = () => undefined
  const isTyped = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route(/\/assets\/(dialogs|palette)-[^/]+\.js/, async (route) => {
    await isTyped
    await route.continue()
  })
  await openScenario(page, { make: 'template', template: 'winback', language: 'en' }, 'en')
  await page.keyboard.press('/')
  await page.keyboard.type('thank')
  await expect(page.getByRole('textbox', { name: 'Find a step' })).toHaveValue('thank')
  letGo()
  const field = page.getByRole('dialog').getByRole('combobox')
  await expect(field).toHaveValue('thank')
  await expect(field).toBeFocused()
})

/** Goes to a page; it is there once everything it asked for is drawn. */
async function open(page: Page, path: string) {
  await page.goto(addressOf(path))
  await expect(page.locator('h1').first()).toBeVisible()
  await expect(page.locator('[data-bones]')).toHaveCount(0)
}
