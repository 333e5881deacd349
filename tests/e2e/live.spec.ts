import { expect, type Page, test } from '@playwright/test'
import { barriersOf } from './barriers.ts'
import { lineTo } from './broken-line.ts'
import { loseAnswer } from './lose-answer.ts'
import { openScenario } from './open-scenario.ts'
import { addressOf, ask } from './sign-in.ts'

interface Watched {
  readonly scenario: string
  readonly run: string
  readonly path: string
}

/**
 * A sandbox run of the win-back template, watched. It begins at noon, when contacts may be made, and its days are long
 * enough that nobody moves on by themselves meanwhile.
 */
async function watch(page: Page, settings: object = {}): Promise<Watched> {
  const from = { make: 'template', template: 'winback', language: 'en' }
  const { id, path } = await openScenario(page, from, 'en')
  await ask(page, 'POST', `/scenarios/${id}/publish`, { revision: 0 })
  const { id: run } = await ask<{ id: string }>(page, 'POST', '/runs', {
    scenario: id,
    settings: {
      ...{ kind: 'sandbox', secondsPerDay: 600, sampleSize: 60, budget: 5000 },
      asOf: `${new Date().toISOString().slice(0, 10)}T03:00:00Z`,
      ...settings,
    },
  })
  await page.goto(addressOf(`${path}?mode=live&run=${run}`))
  await expect(page.locator('[data-spot="dormant"]')).toBeVisible({ timeout: 60_000 })
  return { scenario: id, run, path }
}

const side = (page: Page, name: string) => page.getByRole('complementary', { name })
/** Customers listed at the step that is open. */
const peopleIn = (page: Page) =>
  side(page, 'Step').getByRole('list', { name: 'Customers of this step' }).getByRole('button')
const spot = (page: Page, id: string) => page.locator(`[data-spot="${id}"]`)

/** Waits until everybody stands behind the first contact or where it held them. */
async function settled(page: Page, run: string, done: (live: Live) => boolean): Promise<Live> {
  await expect
    .poll(async () => done(await ask<Live>(page, 'GET', `/runs/${run}/live`)), { timeout: 120_000 })
    .toBe(true)
  return ask<Live>(page, 'GET', `/runs/${run}/live`)
}
interface Live {
  readonly nodes: readonly {
    readonly nodeId: string
    readonly now: number
    readonly passed: number
    readonly left: number
    readonly held: number
  }[]
}
const at = (live: Live, id: string) => live.nodes.find(({ nodeId }) => nodeId === id)

async function checkAccess(page: Page) {
  expect(await barriersOf(page)).toEqual([])
}

test('budget and pace are changed while a run goes on, and admission is closed', async ({
  page,
}) => {
  const { run } = await watch(page, { admitPerMinute: 6 })
  await page.getByRole('button', { name: 'This run' }).click()
  const panel = side(page, 'This run')
  await expect(panel.getByText('60', { exact: true }).first()).toBeVisible()
  await panel.getByLabel('New budget').fill('90000')
  await expect(panel.getByLabel('New budget')).toHaveValue('90,000')
  await panel.getByRole('button', { name: 'Change the budget' }).click()
  await expect(panel.getByText(/of ₩90,000/)).toBeVisible()
  await expect(page.getByText('The budget is changed.')).toBeVisible()
  await panel.getByLabel('customers enter per minute').fill('120')
  await panel.getByRole('button', { name: 'Change the pace' }).click()
  await expect(page.getByText('The pace is changed from the next customers on.')).toBeVisible()
  await panel.getByRole('button', { name: 'Admit nobody any more' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Admit nobody any more' }).click()
  await expect(panel.getByText(/^Nobody has entered since/)).toBeVisible()
  await checkAccess(page)
  await expect
    .poll(() => ask(page, 'GET', `/runs/${run}`))
    .toMatchObject({
      budget: { total: 90_000 },
      settings: { admitPerMinute: 120 },
      accepting: false,
    })
  const { items } = await ask<{ items: { action: string }[] }>(page, 'GET', `/runs/${run}/audit`)
  expect(items.map(({ action }) => action).slice(0, 3)).toEqual([
    'run.finish',
    'run.rate',
    'run.budget',
  ])
})

test('beside a past minute, what has no past says that it is of now', async ({ page }) => {
  const { run } = await watch(page)
  await settled(page, run, (live) => (at(live, 'email')?.passed ?? 0) > 0)
  await page.getByRole('slider', { name: 'Past minute' }).press('Home')
  const head = page.getByRole('banner')
  await expect(head.getByText(/^as of/)).toBeVisible()
  // The state of the run, its budget and what needs somebody.
  await expect(head.getByText('now', { exact: true })).toHaveCount(3)
  await page.getByRole('button', { name: 'This run' }).click()
  const panel = side(page, 'This run')
  await expect(panel.getByText(/^The people are those of/)).toBeVisible()
  await page.getByRole('button', { name: 'Now', exact: true }).click()
  await expect(head.getByText('now', { exact: true })).toHaveCount(0)
  await expect(panel.getByText(/^The people are those of/)).toHaveCount(0)
})

test('who is held is told by reason with what can be done, and goes on when it is', async ({
  page,
}) => {
  const { run } = await watch(page, { budget: 100 })
  await settled(page, run, (live) => (at(live, 'email')?.held ?? 0) > 0)
  await page.getByRole('button', { name: /to look at$/ }).click()
  const trouble = side(page, 'Needs attention')
  await expect(trouble.getByText(/The budget of ₩100 is used up/)).toBeVisible({ timeout: 30_000 })
  await expect(trouble.getByText(/held · the budget is spent/).first()).toBeVisible()
  await checkAccess(page)
  // One of them tries again alone; without more money that holds them again.
  await trouble.getByRole('button', { name: 'Go there' }).first().click()
  await side(page, 'Step').getByRole('button', { name: /held$/ }).click()
  await peopleIn(page).first().click()
  const way = page.getByRole('region', { name: 'Path of the customer' })
  await way.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Try again for 1' }).click()
  await expect(page.getByText('Done for 1.')).toBeVisible()
  await page.getByRole('button', { name: /to look at$/ }).click()
  // All of them together; with more money they go on by themselves.
  await trouble
    .getByRole('button', { name: /^Try again for/ })
    .first()
    .click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Try again for/ })
    .click()
  await expect(page.getByText(/^Done for/).first()).toBeVisible()
  await page.getByRole('button', { name: 'This run' }).click()
  const panel = side(page, 'This run')
  await expect(panel.getByText('Tried again').first()).toBeVisible()
  await panel.getByLabel('New budget').fill('500000')
  await panel.getByRole('button', { name: 'Change the budget' }).click()
  await settled(page, run, (live) => live.nodes.every(({ held }) => held === 0))
  await page.getByRole('button', { name: /All well|to look at$/ }).click()
  await expect(side(page, 'Needs attention').getByText(/held · the budget/)).toHaveCount(0, {
    timeout: 30_000,
  })
})

test('customers of a step are found, and those who wait are let go together, with their number', async ({
  page,
}) => {
  const { run } = await watch(page)
  const before = await settled(page, run, (live) => at(live, 'pause')?.now === 60)
  await spot(page, 'pause').click()
  const panel = side(page, 'Step')
  const people = peopleIn(page)
  await expect(people.first()).toBeVisible()
  const name = (await people.first().locator('b').textContent()) ?? ''
  await panel.getByLabel('Find by id or name').fill(name)
  // What is done, is done for those who are shown: their number stands in the button.
  const namesShown = () => people.allTextContents()
  const isFound = (names: readonly string[]) =>
    names.length > 0 && names.every((one) => one.includes(name))
  await expect.poll(async () => isFound(await namesShown())).toBe(true)
  const found = await people.count()
  await panel.getByRole('button', { name: `Take ${found} out`, exact: true }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: `Take ${found} out`, exact: true })
    .click()
  await expect(page.getByText(`Done for ${found}.`)).toBeVisible()
  await expect(panel.getByText('Nobody of that name or id.')).toBeVisible()
  await panel.getByLabel('Find by id or name').fill('nobody is called that')
  await expect(panel.getByText('Nobody of that name or id.')).toBeVisible()
  await panel.getByLabel('Find by id or name').fill('')
  await checkAccess(page)

  const waiting = (at(before, 'pause')?.now ?? 0) - found
  await panel.getByRole('button', { name: `Skip for ${waiting}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: `Skip for ${waiting}` }).click()
  await expect(page.getByText(`Done for ${waiting}.`)).toBeVisible()
  await settled(page, run, (live) => at(live, 'pause')?.now === 0)
  await panel.getByRole('button', { name: /passed$/ }).click()
  await expect(people.first()).toBeVisible()
  await expect(panel.getByRole('button', { name: `Export ${waiting}` })).toBeVisible()

  // The branch behind it: those of one way only.
  await spot(page, 'email').click()
  await panel.getByRole('button', { name: /^Sent/ }).click()
  await expect(panel.getByRole('button', { name: 'Every way' })).toBeVisible()
  await expect(people.first()).toBeVisible()
})

test('one customer’s wait is skipped, the customer is moved and taken out, and the way says by whose hand', async ({
  page,
}) => {
  const { run } = await watch(page)
  await settled(page, run, (live) => (at(live, 'pause')?.now ?? 0) > 30)
  await spot(page, 'pause').click()
  await peopleIn(page).first().click()
  const way = page.getByRole('region', { name: 'Path of the customer' })
  await expect(way.getByText(/waits until/)).toBeVisible()
  const acts = way.getByRole('group', { name: 'Intervene for this customer' })
  await acts.getByRole('button', { name: 'Skip the wait' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Skip for 1' }).click()
  await expect(way.getByText(/the wait was ended by hand · by admin/)).toBeVisible()

  await acts.getByRole('button', { name: 'Move' }).click()
  const dialog = page.getByRole('dialog')
  const steps = dialog.getByLabel('Step to move to')
  await steps.selectOption({ index: 3 })
  await dialog.getByRole('button', { name: 'Move 1' }).click()
  await expect(way.getByText(/moved by hand · by admin/)).toBeVisible()

  await acts.getByRole('button', { name: 'Take out' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Take 1 out' }).click()
  await expect(way.getByText(/withdrawn by hand · by admin/)).toBeVisible()
  await expect(acts).toHaveCount(0)
  await checkAccess(page)
})

test('a contact of unknown outcome is sent again from the customer’s way, once it was agreed to', async ({
  page,
}) => {
  // A receipt that came in would say that it arrived: none does.
  const { run } = await watch(page, { simulation: { responses: {}, purchaseAmount: 1 } })
  await settled(page, run, (live) => (at(live, 'pause')?.now ?? 0) > 30)
  const { externalId } = await loseAnswer(run, await numberOf(page, run, 'email'))
  await spot(page, 'pause').click()
  const panel = side(page, 'Step')
  await panel.getByLabel('Find by id or name').fill(externalId)
  await expect(peopleIn(page)).toHaveCount(1)
  await peopleIn(page).click()
  const way = page.getByRole('region', { name: 'Path of the customer' })
  await expect(way.getByText(/no answer/i)).toBeVisible()
  await way.getByRole('button', { name: 'Send again' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Send 1 again' })).toBeDisabled()
  await dialog.getByText('I know that some may get it twice').click()
  await dialog.getByRole('button', { name: 'Send 1 again' }).click()
  await expect(page.getByText('Done for 1.')).toBeVisible()
  await expect
    .poll(
      async () =>
        (await ask<{ items: { sentAgain: boolean }[] }>(page, 'GET', `/runs/${run}/unknown`)).items,
    )
    .toMatchObject([{ sentAgain: true }])
})

test('a step that loses customers is seen at a glance, and led to', async ({ page }) => {
  const { run } = await watch(page)
  await settled(page, run, (live) => (at(live, 'pause')?.now ?? 0) > 30)
  const { items } = await ask<{ items: { customer: { id: string } }[] }>(
    page,
    'GET',
    `/runs/${run}/nodes/${await numberOf(page, run, 'pause')}/customers?show=now`,
  )
  for (const { customer } of items.slice(0, 3)) {
    await ask(page, 'POST', `/runs/${run}/customers/${customer.id}/withdraw`)
  }
  await page.getByRole('button', { name: 'Where customers leave' }).click()
  const panel = side(page, 'Where customers leave')
  await expect(panel.getByText('3 left (5.0%)')).toBeVisible()
  await panel.getByRole('button', { name: 'Most first' }).click()
  await expect(panel.getByRole('listitem')).toHaveCount(1)
  await checkAccess(page)
  await panel.getByRole('listitem').getByRole('button').click()
  await expect(spot(page, 'pause')).toBeInViewport()
})

async function numberOf(page: Page, run: string, id: string): Promise<number> {
  const { nodes } = await ask<{ nodes: { node: number; nodeId: string }[] }>(
    page,
    'GET',
    `/runs/${run}/live`,
  )
  return nodes.find(({ nodeId }) => nodeId === id)?.node ?? 0
}

test('the calls before the desk stand beside those who make them', async ({ page }) => {
  const { run } = await watch(page, { callsByPerson: true, budget: null })
  await settled(page, run, (live) => (at(live, 'pause')?.now ?? 0) > 30)
  const to = await numberOf(page, run, 'thanksCall')
  const node = await numberOf(page, run, 'pause')
  await ask(page, 'POST', `/runs/${run}/operations`, { action: 'move', selection: { node }, to })
  await page.getByRole('button', { name: 'This run' }).click()
  const load = page.getByRole('region', { name: 'Call load' })
  await expect(load.getByText(/calls wait, [\d,]+ of them now/)).toBeVisible({ timeout: 60_000 })
  await expect(load.getByRole('listitem').first()).toContainText('calls')
  await expect(load.getByText(/agent|Nobody works/)).toBeVisible()
})

test('a run goes over to a newer version: compared, tried, done, and seen in the customers’ ways', async ({
  page,
}) => {
  const { scenario, run } = await watch(page)
  const standing = await settled(page, run, (live) => at(live, 'pause')?.now === 60)
  const { draft, revision } = await ask<{ draft: Drawing; revision: number }>(
    page,
    'GET',
    `/scenarios/${scenario}`,
  )
  const nodes = draft.nodes.map((step) =>
    step.id === 'pause'
      ? { ...step, until: { mode: 'duration', duration: { amount: 5, unit: 'days' } } }
      : step,
  )
  const saved = await ask<{ revision: number }>(page, 'PUT', `/scenarios/${scenario}`, {
    draft: { ...draft, nodes },
    revision,
  })
  await ask(page, 'POST', `/scenarios/${scenario}/publish`, { revision: saved.revision })

  await page.reload()
  await page.getByRole('button', { name: 'This run' }).click()
  await side(page, 'This run').getByRole('button', { name: 'Compare and go over' }).click()
  const panel = side(page, 'Change of version')
  await expect(panel.getByRole('list', { name: 'What changed' }).getByRole('listitem')).toHaveCount(
    1,
  )
  const waiting = at(standing, 'pause')?.now ?? 0
  await expect(panel.getByRole('cell', { name: 'stays; the step is changed' })).toBeVisible()
  await checkAccess(page)
  await panel.getByLabel('Who waits at a changed step').selectOption('keep')
  await expect(panel.getByText('old wait', { exact: true })).toBeVisible()
  await panel.getByRole('button', { name: /^Take \d+ over$/ }).click()
  await expect(panel.getByText(/have gone over to version 2/)).toBeVisible({ timeout: 60_000 })
  await expect
    .poll(async () => (await ask<{ version: number }>(page, 'GET', `/runs/${run}`)).version)
    .toBe(2)
  expect(at(await ask<Live>(page, 'GET', `/runs/${run}/live`), 'pause')?.now).toBe(waiting)
  await panel.getByRole('button', { name: 'Close' }).click()
  await expect(side(page, 'This run').getByText('To version 2')).toBeVisible()
})

test('a step taken out of a scenario is named where it stood, with those who stand there; they are led to another', async ({
  page,
}) => {
  const { scenario, run, path } = await watch(page)
  const standing = await settled(page, run, (live) => at(live, 'pause')?.now === 60)
  const waiting = at(standing, 'pause')?.now ?? 0
  await page.goto(addressOf(path))
  await spot(page, 'pause').focus()
  await page.keyboard.press('Delete')
  await expect(page.getByRole('status').filter({ hasText: /^Saved/ })).toBeVisible()
  await page.getByRole('button', { name: 'Publish', exact: true }).click()
  await expect(page.locator('[data-removed="pause"]')).toContainText(`${waiting} inside`)
  await expect(page.locator('[data-removed="pause"]')).toBeInViewport()
  const changes = page.getByRole('list', { name: 'What changed' })
  await expect(changes.getByText(`${waiting} stand here now.`)).toBeVisible()
  await page.getByRole('button', { name: 'Publish version 2' }).click()
  await expect
    .poll(
      async () =>
        (await ask<{ newest: { version: number } }>(page, 'GET', `/scenarios/${scenario}`)).newest
          .version,
    )
    .toBe(2)

  await page.goto(addressOf(`${path}?mode=live&run=${run}`))
  await page.getByRole('button', { name: 'This run' }).click()
  await side(page, 'This run').getByRole('button', { name: 'Compare and go over' }).click()
  const panel = side(page, 'Change of version')
  const go = panel.getByRole('button', { name: /^Take \d+ over$/ })
  await expect(panel.getByText(`${waiting} stand at a step that is gone`)).toBeVisible()
  await panel.getByRole('button', { name: 'First say where 1 step that is gone leads' }).click()
  await expect(panel.getByLabel('Time to come back')).toBeFocused()
  await panel.getByLabel('Time to come back').selectOption('wokeUp')
  await checkAccess(page)
  await expect(go).toBeEnabled()
  await go.click()
  await expect(panel.getByText(/have gone over to version 2/)).toBeVisible({ timeout: 60_000 })
  const after = await ask<Live>(page, 'GET', `/runs/${run}/live`)
  expect(at(after, 'pause')?.now ?? 0).toBe(0)
  expect(at(after, 'wokeUp')?.now).toBe(waiting)
})

test('customers on a step of an older version are listed, each with the way that was gone, and taken over later', async ({
  page,
}) => {
  const { scenario, run, path } = await watch(page)
  const standing = await settled(page, run, (live) => at(live, 'pause')?.now === 60)
  const waiting = at(standing, 'pause')?.now ?? 0
  const { draft, revision } = await ask<{ draft: Drawing; revision: number }>(
    page,
    'GET',
    `/scenarios/${scenario}`,
  )
  const email = { next: { next: 'wokeUp', unsent: 'sms' } }
  const nodes = draft.nodes.flatMap((step) => {
    if (step.id === 'pause') return []
    if (step.id === 'email') return [{ ...step, ...email }]
    return [step.id === 'sms' ? { ...step, next: { next: 'wokeUp' } } : step]
  })
  const saved = await ask<{ revision: number }>(page, 'PUT', `/scenarios/${scenario}`, {
    draft: { ...draft, nodes },
    revision,
  })
  await ask(page, 'POST', `/scenarios/${scenario}/publish`, { revision: saved.revision })
  const wanted = { version: 2, inside: false, newEntries: true, mapping: {}, waits: 'keep' }
  await ask(page, 'POST', `/runs/${run}/migration`, wanted)

  await page.goto(addressOf(`${path}?mode=live&run=${run}`))
  await expect(spot(page, 'email')).toBeVisible()
  await expect(spot(page, 'pause')).toHaveCount(0)
  await page.getByRole('button', { name: 'This run' }).click()
  const panel = side(page, 'This run')
  await expect(panel.getByText(`${waiting} customers stand at steps that only older`)).toBeVisible()
  await panel.getByText(`Time to come back · ${waiting} customers`).click()
  const people = panel.getByRole('list', { name: 'Customers of this step' }).getByRole('button')
  await expect(people).toHaveCount(waiting)
  await checkAccess(page)
  await people.first().click()
  const way = page.getByRole('region', { name: 'Path of the customer' })
  await expect(way.getByRole('listitem').last()).toContainText('Time to come back')

  await page.getByRole('button', { name: 'This run' }).click()
  await panel.getByRole('button', { name: 'Compare and go over' }).click()
  const change = side(page, 'Change of version')
  await expect(change.getByLabel('Go over to')).toHaveValue('2')
  await expect(change.getByRole('heading', { name: 'From version 1 to 2' })).toBeVisible()
  await change.getByLabel('Time to come back').selectOption('wokeUp')
  await checkAccess(page)
  await change.getByRole('button', { name: `Take ${waiting} over` }).click()
  await expect(change.getByText(/have gone over to version 2/)).toBeVisible({ timeout: 60_000 })
  const after = await ask<Live>(page, 'GET', `/runs/${run}/live`)
  expect(at(after, 'wokeUp')?.now).toBe(waiting)
})

test('a run that takes customers in again and again does so until the day it was given', async ({
  page,
}) => {
  const from = { make: 'template', template: 'winback', language: 'en' }
  const { id, path } = await openScenario(page, from, 'en')
  const { draft } = await ask<{ draft: Drawing }>(page, 'GET', `/scenarios/${id}`)
  const entry = { by: 'schedule', time: '09:00', weekdays: [1, 2, 3, 4, 5, 6, 7] }
  const nodes = draft.nodes.map((step) => (step.id === 'dormant' ? { ...step, entry } : step))
  const { revision } = await ask<{ revision: number }>(page, 'PUT', `/scenarios/${id}`, {
    draft: { ...draft, nodes },
    revision: 0,
  })
  await ask(page, 'POST', `/scenarios/${id}/publish`, { revision })
  await page.goto(addressOf(path))
  await page.getByRole('button', { name: 'Launch', exact: true }).click()
  const dialog = page.getByRole('dialog')
  const until = `${new Date().getFullYear() + 1}-03-31T10:30`
  await dialog.getByLabel('Admit until').fill(until)
  await dialog.getByRole('button', { name: 'Start the sandbox' }).click()
  await expect(page).toHaveURL(/mode=live/)
  const { items } = await ask<{ items: { settings: { admitUntil: string | null } }[] }>(
    page,
    'GET',
    `/runs?scenario=${id}`,
  )
  // By the clocks of the installation, wherever the browser stands.
  const instant = new Date(`${until}+09:00`).toISOString()
  expect(items.map(({ settings }) => settings.admitUntil)).toEqual([instant])
  await page.getByRole('button', { name: 'This run' }).click()
  await expect(side(page, 'This run').getByText(/31 Mar/)).toBeVisible()
})

interface Drawing {
  readonly nodes: readonly { readonly id: string }[]
}

test('a lost connection is told, and everything is caught up when the server is back', async ({
  page,
}) => {
  const { run, path } = await watch(page)
  await settled(page, run, (live) => (at(live, 'pause')?.now ?? 0) > 30)
  const line = await lineTo(addressOf('/'))
  const watcher = await page.context().newPage()
  try {
    await watcher.goto(new URL(`${path}?mode=live&run=${run}`, line.url).href)
    await expect(watcher.getByText(/^sandbox time/)).toBeVisible()
    await expect(watcher.getByText('Running', { exact: true })).toBeVisible()
    await line.cut()
    await expect(watcher.getByText(/The connection is lost/)).toBeVisible({ timeout: 60_000 })
    await ask(page, 'POST', `/runs/${run}/pause`)
    const node = await numberOf(page, run, 'pause')
    await ask(page, 'POST', `/runs/${run}/operations`, { action: 'withdraw', selection: { node } })
    await line.mend()
    await expect(watcher.getByText(/The connection is lost/)).toHaveCount(0, { timeout: 60_000 })
    await expect(watcher.getByText('Paused', { exact: true })).toBeVisible()
    await spot(watcher, 'pause').click()
    await expect(side(watcher, 'Step').getByText('Nobody is here now.')).toBeVisible()
  } finally {
    await watcher.close()
    await line.cut()
  }
})
