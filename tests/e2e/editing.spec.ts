import { expect, test } from '@playwright/test'
import { openScenario } from './open-scenario.ts'
import { ask } from './sign-in.ts'

const winback = { make: 'template', template: 'winback', language: 'en' }

test('steps chosen together travel to another tab, and go and come back as one', async ({
  page,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openScenario(page, { make: 'template', template: 'retention', language: 'en' }, 'en')
  const steps = page.locator('section[data-spot]')
  const before = await steps.count()
  await page.locator('[data-spot="points"]').focus()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByRole('toolbar', { name: 'Chosen steps' })).toBeVisible()
  await page.keyboard.press('Control+c')

  const other = await context.newPage()
  await openScenario(other, { make: 'blank' }, 'en')
  await other.locator('section[data-spot]').first().focus()
  await other.keyboard.press('Control+v')
  await expect(other.locator('section[data-spot]')).toHaveCount(3)

  await page.bringToFront()
  await page.getByRole('button', { name: 'Delete 2 steps' }).click()
  await expect(steps).toHaveCount(before - 2)
  await page.keyboard.press('Control+z')
  await expect(steps).toHaveCount(before)
})

test('branches are folded, opened, and left alone by the keyboard', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const steps = page.locator('section[data-spot]')
  const before = await steps.count()
  await page.locator('[data-spot="wokeUp"]').focus()
  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: 'Unfold all' })).toBeVisible()
  expect(await steps.count()).toBeLessThan(before)
  await page.keyboard.press('f')
  await expect(steps).toHaveCount(before)
})

test('a step is dragged to a place it may go to, and renamed on its card', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const email = page.locator('[data-spot="email"]')
  const box = await email.boundingBox()
  const above = await page
    .getByRole('button', { name: 'Add a step after “Dormant for six months”' })
    .boundingBox()
  if (!box || !above) throw new Error('The drawing is not on screen.')
  await page.mouse.move(box.x + 120, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(above.x + 12, above.y + 40, { steps: 8 })
  await page.mouse.move(above.x + 12, above.y + 12, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: /^Undo: move/ })).toBeEnabled()
  await email.focus()
  await page.keyboard.press('F2')
  await page.keyboard.type('First letter')
  await page.keyboard.press('Enter')
  await expect(email.getByText('First letter')).toBeVisible()
})

test('whoever types faster than frames are painted loses no key', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const email = page.locator('[data-spot="email"]')
  const title = email.getByRole('textbox')
  await page.evaluate(`(() => {
    const card = document.querySelector('[data-spot="email"]')
    card.focus()
    card.dispatchEvent(new KeyboardEvent('keydown', { code: 'F2', key: 'F2', bubbles: true }))
    return ${twoFrames}
  })()`)
  await expect(title).toBeFocused()
  await page.keyboard.type('First letter')
  const search = page.getByRole('button', { name: 'Find a step' })
  await search.focus()
  await page.evaluate(twoFrames)
  await expect(email.getByText('First letter')).toBeVisible()
  await expect(search).toBeFocused()

  await page.locator('[data-spot="coupon"]').focus()
  await page.keyboard.press('a')
  await page.keyboard.type('sms')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Come back, {{na')
  await page.keyboard.press('Enter')
  await page.keyboard.type('!')
  await expect(page.getByLabel('Message', { exact: true })).toHaveValue(
    'Come back, {{name | customer}}!',
  )
})

const twoFrames = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))'

test('a frame drawn with Shift chooses the steps it touches, and a step is found by its words', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  const [coupon, email] = await Promise.all(
    ['coupon', 'email'].map((id) => page.locator(`[data-spot="${id}"]`).boundingBox()),
  )
  if (!coupon || !email) throw new Error('The drawing is not on screen.')
  await page.keyboard.down('Shift')
  await page.mouse.move(coupon.x - 40, coupon.y + 30)
  await page.mouse.down()
  await page.mouse.move(email.x + 60, email.y + 40, { steps: 6 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect(page.getByRole('toolbar', { name: 'Chosen steps' })).toContainText('2 steps chosen')
  await expect(page.locator('section[data-picked]')).toHaveCount(2)
  await page.getByRole('button', { name: 'Choose none' }).click()

  await page.locator('[data-spot="coupon"]').focus()
  await page.keyboard.press('/')
  const search = page.getByRole('combobox', { name: 'Search by name or text' })
  await expect(search).toBeFocused()
  await page.keyboard.type('letter')
  await page.keyboard.press('Enter')
  const letter = page.locator('[data-spot="thanksLetter"]')
  await expect(letter).toHaveAttribute('data-selected', 'true')
  await expect(letter).toBeInViewport()
  await expect(letter).toBeFocused()
  await page.keyboard.press('/')
  await expect(search).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(letter).toBeFocused()
})

test('every act on the canvas is named by undo, and taken back by it', async ({ page }) => {
  const { id } = await openScenario(page, winback, 'en')
  const drawn = async () => (await ask<{ draft: object }>(page, 'GET', `/scenarios/${id}`)).draft
  const before = await drawn()
  const stand = (spot: string) => page.locator(`[data-spot="${spot}"]`).focus()
  const acts: readonly (readonly [RegExp, () => Promise<void>])[] = [
    [
      /^Undo: (add|insert)/i,
      async () => {
        await stand('coupon')
        await page.keyboard.press('a')
        await page.keyboard.type('wait')
        await page.keyboard.press('Enter')
        await page.keyboard.press('Escape')
      },
    ],
    [
      /^Undo: delete/i,
      async () => {
        await stand('pause')
        await page.keyboard.press('Delete')
      },
    ],
    [
      /^Undo: duplicate/i,
      async () => {
        await stand('sms')
        await page.keyboard.press('Control+d')
      },
    ],
    [
      /^Undo: move/i,
      async () => {
        await stand('thanksLetter')
        await page.keyboard.press('m')
        await page.keyboard.press('Enter')
      },
    ],
    [
      /^Undo: rename/i,
      async () => {
        await stand('email')
        await page.keyboard.press('F2')
        await page.keyboard.type('Another title')
        await page.keyboard.press('Enter')
      },
    ],
    [
      /^Undo: delete/i,
      async () => {
        await stand('coupon')
        await page.keyboard.press('Shift+ArrowDown')
        await page.keyboard.press('Delete')
      },
    ],
  ]
  for (const [named, act] of acts) {
    await act()
    await expect(page.getByRole('button', { name: named })).toBeEnabled()
    await expect.poll(drawn).not.toEqual(before)
    await page.getByRole('button', { name: named }).click()
    await expect.poll(drawn).toEqual(before)
  }
})

test('a branch is led back to an earlier step, which then limits how often one customer comes there', async ({
  page,
}) => {
  const { id } = await openScenario(page, winback, 'en')
  interface Drawn {
    draft: { nodes: { id: string; maxVisits?: number; next: Record<string, string> }[] }
  }
  const drawn = async () => (await ask<Drawn>(page, 'GET', `/scenarios/${id}`)).draft.nodes
  const before = await drawn()
  await page.locator('[data-spot="thanksLetter"]').focus()
  await page.keyboard.press('a')
  await page.keyboard.type('continue at')
  const back = page.getByRole('option', { name: /^Continue at “.*e-mail.*”/i })
  await back.click()
  await expect(page.getByRole('button', { name: /continues at “.*e-mail.*”/i })).toBeVisible()
  const nodeOf = async (wanted: string) => (await drawn()).find((node) => node.id === wanted)
  await expect.poll(async () => (await nodeOf('thanksLetter'))?.next).toEqual({ next: 'email' })
  expect((await nodeOf('email'))?.maxVisits).toBe(3)

  await page.locator('[data-spot="email"]').focus()
  await page.keyboard.press('Enter')
  const limit = page.getByLabel('How often one customer may come here')
  await expect(limit).toHaveValue('3')
  await limit.fill('5')
  await expect.poll(async () => (await nodeOf('email'))?.maxVisits).toBe(5)
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect.poll(drawn).toEqual(before)
})

test('a file that is no scenario says what is wrong and changes nothing', async ({ page }) => {
  await openScenario(page, winback, 'en')
  const before = await page.locator('section[data-spot]').count()
  page.on('dialog', () => {
    throw new Error('A script in a file ran.')
  })
  await page.getByRole('button', { name: 'Files and pictures' }).click()
  await page.getByRole('option', { name: 'Import a scenario file' }).click()
  const file = (content: unknown) => ({
    name: 'bad.json',
    mimeType: 'application/json',
    buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
  })
  const input = page.locator('input[type="file"]')
  const alert = page.getByRole('alert')
  for (const [content, said] of [
    ['{"format": 1,', /not JSON/],
    [{ format: 2 }, /newer format 2/],
    [' '.repeat(5_000_000), /has 5 MB/],
    [
      {
        format: 1,
        name: '<img src=x onerror=alert(1)>',
        start: 'a',
        nodes: [{ id: 'a', kind: 'telegram' }],
      },
      /"telegram" is no kind of step/,
    ],
  ] as const) {
    await input.setInputFiles(file(content))
    await expect(alert).toContainText(said)
  }
  await page.keyboard.press('Escape')
  await expect(page.locator('section[data-spot]')).toHaveCount(before)
})

const odd = (...nodes: object[]) => ({
  ...{ format: 1, name: 'Odd', start: 'who' },
  nodes: [{ id: 'who', kind: 'segment', next: { next: 'a' } }, ...nodes],
})

test('a file with circles or missing parts is drawn, and what is wrong is told with the way there', async ({
  page,
}) => {
  await openScenario(page, winback, 'en')
  const cards = page.locator('section[data-spot]')
  const take = async (content: object) => {
    await page.getByRole('button', { name: 'Files and pictures' }).click()
    await page.getByRole('option', { name: 'Import a scenario file' }).click()
    const buffer = Buffer.from(JSON.stringify(content))
    const file = { name: 'odd.json', mimeType: 'application/json', buffer }
    await page.locator('input[type="file"]').setInputFiles(file)
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await page
      .getByRole('button', { name: /to solve$/ })
      .first()
      .click()
    return page.getByRole('complementary', { name: 'Problems' })
  }
  const circle = [
    { id: 'a', kind: 'channel', next: { next: 'b' } },
    { id: 'b', kind: 'wait', next: { next: 'a' } },
  ]
  for (const [content, count, said] of [
    [odd(...circle), 3, /Customers return to this step/],
    [odd({ id: 'a', kind: 'wait', next: { next: 'a' } }), 2, /Customers return to this step/],
    [odd({ id: 'a', kind: 'wait', next: { next: 'nowhere' } }), 2, /does not exist/],
    [{ ...odd(...circle), start: 'nowhere' }, 3, /first step of the scenario is missing/],
    [odd(), 1, /does not exist/],
    [odd(...circle, ...circle), 3, /Two steps/],
  ] as const) {
    const problems = await take(content)
    await expect(cards).toHaveCount(count)
    await expect(problems.getByText(said).first()).toBeVisible()
    await page.keyboard.press('Escape')
  }
  await page.getByRole('button', { name: /^Undo: / }).click()
  await expect(cards).toHaveCount(1)
})
