import { expect, test } from 'vitest'
import { saveCounts } from '../../db/runs/counters.ts'
import { inTransaction } from '../../db/transaction.ts'
import { until } from '../support/until.ts'
import { launchWinback, putContact } from './run-fixture.ts'
import { json, testApi } from './support.ts'

const api = await testApi()
const { db, ask } = api
const as = 'marketer' as const

interface Counts {
  nodes: { node: number; entered: number; now: number; sent: number }[]
}

/** Events of a stream as they come. */
async function listen(runId: string) {
  const response = await ask(`GET /api/v1/runs/${runId}/live/stream`, { as })
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = response.body?.getReader()
  if (!reader) throw new Error('The stream has no body')
  const decoder = new TextDecoder()
  let text = ''
  const events: Counts[] = []
  const read = async () => {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      text += decoder.decode(value, { stream: true })
      const parts = text.split('\n\n')
      text = parts.pop() ?? ''
      for (const part of parts) {
        const data = part.split('\n').find((line) => line.startsWith('data: {'))
        if (data) events.push(JSON.parse(data.slice(6)) as Counts)
      }
    }
  }
  const reading = read()
  return {
    events,
    async close() {
      await reader.cancel()
      await reading
    },
  }
}

test('a stream begins with all counts and goes on with what changes, for every page that listens', async () => {
  const { run } = await launchWinback(api)
  const { run: no, node } = await putContact(db, run.id)
  const pages = [await listen(run.id), await listen(run.id)]
  await until('both pages have the counts', () => pages.every(({ events }) => events.length > 0))
  expect(pages[0]?.events[0]?.nodes.length).toBeGreaterThan(3)
  await inTransaction(db, (tx) =>
    saveCounts(tx, no, [
      { node, what: 'entered', slot: 0, n: 5 },
      { node, what: 'sent', slot: 1, n: 3 },
    ]),
  )
  const isNewest = ({ events }: { events: Counts[] }) =>
    events.at(-1)?.nodes.some((n) => n.node === node && n.entered === 5 && n.sent === 3)
  await until('both pages have the change', () => pages.every(isNewest))
  for (const page of pages) await page.close()
})

test('the stream of a run that does not exist is a problem, not a stream', async () => {
  const answer = await ask(`GET /api/v1/runs/${crypto.randomUUID()}/live/stream`, { as })
  expect(answer.status).toBe(404)
})

test('a minute of the past shows the canvas as it stood', async () => {
  const { run } = await launchWinback(api)
  const { run: no, node } = await putContact(db, run.id)
  await inTransaction(db, (tx) => saveCounts(tx, no, [{ node, what: 'entered', slot: 0, n: 5 }]))
  const enteredAt = async (at: string) =>
    (await json<Counts>(await ask(`GET /api/v1/runs/${run.id}/live?at=${at}`, { as }))).nodes.find(
      (n) => n.node === node,
    )?.entered
  expect(await enteredAt(new Date().toISOString())).toBe(5)
  expect(await enteredAt('2020-01-01T00:00:00Z')).toBe(0)
})

test('a customer is found at the step, has a timeline with the contact, and can be withdrawn', async () => {
  const { run } = await launchWinback(api)
  const { node, customer, outward } = await putContact(db, run.id)
  const at = await json<{ items: object[] }>(
    await ask(`GET /api/v1/runs/${run.id}/nodes/${node}/customers`, { as }),
  )
  expect(at.items).toMatchObject([{ customer: { id: customer }, state: 'parked' }])
  const timeline = await json(await ask(`GET /api/v1/runs/${run.id}/customers/${customer}`, { as }))
  expect(timeline).toMatchObject({ contacts: [{ id: outward, status: 'accepted' }] })
  const path = `POST /api/v1/runs/${run.id}/customers/${customer}/withdraw`
  expect((await ask(path, { as })).status).toBe(200)
  const audit = await json<{ items: object[] }>(await ask('GET /api/v1/audit', { as: 'admin' }))
  expect(audit.items[0]).toMatchObject({ action: 'run.withdraw' })
  const stranger = `POST /api/v1/runs/${run.id}/customers/${crypto.randomUUID()}/withdraw`
  expect((await ask(stranger, { as })).status).toBe(404)
})

test('customers at a step come page by page, nobody twice and nobody left out', async () => {
  const { run } = await launchWinback(api)
  const put = [
    await putContact(db, run.id),
    await putContact(db, run.id),
    await putContact(db, run.id),
  ]
  const seen: string[] = []
  let after = ''
  do {
    const path = `GET /api/v1/runs/${run.id}/nodes/${put[0]?.node}/customers?limit=2${after}`
    const page = await json<{ items: { customer: { id: string } }[]; next: string | null }>(
      await ask(path, { as }),
    )
    seen.push(...page.items.map(({ customer }) => customer.id))
    after = page.next === null ? '' : `&after=${page.next}`
  } while (after)
  expect(seen.sort()).toEqual(put.map(({ customer }) => customer).sort())
})

test('a message of the sandbox can be found and read', async () => {
  const { run } = await launchWinback(api)
  const { outward, customer } = await putContact(db, run.id)
  const path = `GET /api/v1/runs/${run.id}/messages`
  const { items } = await json<{ items: object[] }>(
    await ask(`${path}?customer=${customer}`, { as }),
  )
  expect(items).toMatchObject([{ id: outward, subject: 'Hello' }])
  const message = await json(await ask(`${path}/${outward}`, { as }))
  expect(message).toMatchObject({ body: 'We miss you', times: 1, customer: { name: '김민지' } })
})

test('the report of a run that has only begun has figures for nobody', async () => {
  const { run } = await launchWinback(api)
  const report = await ask(`GET /api/v1/runs/${run.id}/report`, { as })
  expect(report.status).toBe(200)
  expect(await json(report)).toMatchObject({ enrolled: 0, sales: { amount: 0 } })
})
