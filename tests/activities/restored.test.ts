import { expect, test } from 'vitest'
import { loadBeat, watchBeat } from '../../db/beat.ts'
import { acceptEvents, mergeNewEvents } from '../../db/inbox/inbox.ts'
import { closeGate, loadInstallation, openGate } from '../../db/installation.ts'
import { loadDoubts } from '../../db/runs/doubts.ts'
import type { Db } from '../../db/schema.ts'
import { dayMs } from '../../engine/durations.ts'
import { type Scenario, scenarioSchema } from '../../schemas/scenario.ts'
import { openHouse } from '../support/copied-house.ts'

const people = 4

test('whom only the lost time had admitted nobody writes to again', async () => {
  const { house, run } = await launched()
  const copy = await house.copy()
  await house.drive(run).admitAll()
  expect(house.written()).toHaveLength(people)
  await copy.become()

  await operatorOpens(house.db)
  await house.drive(run).admitAll()

  expect(house.written()).toHaveLength(people)
  expect(await reasonsOf(house.db, run)).toEqual(Array(people).fill('RESTORED'))
})

test('an answer that is said again before its contact is known again is heard as soon as it is', async () => {
  const { house, run } = await launched()
  const copy = await house.copy()
  await house.drive(run).admitAll()
  await copy.become()
  await operatorOpens(house.db)
  const [contact = ''] = house.written()
  const at = new Date().toISOString()
  const event = { type: 'response' as const, contact, response: 'clicked' as const, at }
  await acceptEvents(house.db, { source: 'shop', events: [{ eventId: 'click', event }] })
  await mergeNewEvents(house.db, 100)
  expect(await problemsOf(house.db)).toEqual(['NO_SUCH_CONTACT'])

  await house.drive(run).admitAll()
  await mergeNewEvents(house.db, 100)
  expect(await problemsOf(house.db)).toEqual([null])
  const { status } = await house.db
    .selectFrom('intent')
    .select('status')
    .where('outward', '=', contact)
    .executeTakeFirstOrThrow()
  expect(status).toBe(3)
})

test('an audience that was taken in the lost time alone is in doubt as well', async () => {
  const { house, run } = await launched({ taken: false })
  const copy = await house.copy()
  await house.drive(run).admitAll()
  await copy.become()

  await operatorOpens(house.db)
  await house.drive(run).admitAll()

  expect(house.written()).toHaveLength(people)
})

test('the time that was lost is not repeated: what comes after it is sent', async () => {
  const { house, run } = await launched()
  await house.drive(run).admit()
  const copy = await house.copy()
  await house.drive(run).settle()
  await house.drive(run).pass(2 * dayMs)
  await house.drive(run).settle()
  expect(house.written()).toHaveLength(2 * people)
  await copy.become()

  await foundOld(house.db)
  await house.drive(run).pass(2 * dayMs)
  await openGate(house.db, 'operator')
  await house.drive(run).settle()
  await house.drive(run).pass(1.1 * dayMs)
  await house.drive(run).settle()
  expect(house.written()).toHaveLength(2 * people)
  expect(await reasonsOf(house.db, run)).toEqual(Array(2 * people).fill('RESTORED'))

  await house.drive(run).pass(5.1 * dayMs)
  await house.drive(run).settle()
  expect(house.written()).toHaveLength(3 * people)
  expect(new Set(house.written())).toHaveLength(3 * people)
})

test('a run that was launched after the gate was opened is in no doubt', async () => {
  const { house } = await launched()
  await operatorOpens(house.db)
  const run = await house.launch(mails)
  await house.drive(run).admitAll()
  expect(house.written()).toHaveLength(people)
})

test('a process that has seen a later beat closes the gate, and goes on when it is opened', async () => {
  const { house, run } = await launched()
  await house.drive(run).admit()
  expect(watchBeat(house.db)(7)).toBe(false)

  await expect(house.drive(run).settle()).rejects.toThrow(/restored/)
  expect(await loadInstallation(house.db)).toMatchObject({ gateOpen: false })
  await openGate(house.db, 'operator')
  await house.drive(run).settle()
  expect(await loadInstallation(house.db)).toMatchObject({ gateOpen: true })
})

test('who has found the rows to be old before an operator opened the gate does not close it again', async () => {
  const { house } = await launched()
  const beat = await loadBeat(house.db)
  await operatorOpens(house.db)
  await closeGate(house.db, 'late news', { restored: { beat } })
  expect(await loadInstallation(house.db)).toMatchObject({ gateOpen: true })
})

test('of two who read at once, the one who read earlier finds nothing amiss', async () => {
  const { house } = await launched()
  const [first, second] = [watchBeat(house.db), watchBeat(house.db)]
  expect([second(8), first(7)]).toEqual([false, false])
})

test('numbers of runs and plans that the lost time may have given out are not given out again', async () => {
  const { house, run } = await launched()
  await operatorOpens(house.db)
  expect(await house.launch(mails)).toBeGreaterThan(run + 500)
})

test('doubts are noted also when somebody has closed the gate before the restore was seen', async () => {
  const { house, run } = await launched()
  await closeGate(house.db, 'before the restore')
  await operatorOpens(house.db)
  expect(await loadDoubts(house.db, run)).toHaveLength(1)
})

async function launched({ taken = true } = {}) {
  const house = await openHouse(people)
  const run = await house.launch(mails)
  if (taken) await house.drive(run).takeAudience()
  return { house, run }
}

async function foundOld(db: Db): Promise<void> {
  await closeGate(db, 'the rows are old', { restored: { beat: await loadBeat(db) } })
}

/** The rows are found to be old; an operator has looked, and opens the gate. */
async function operatorOpens(db: Db): Promise<void> {
  await foundOld(db)
  await openGate(db, 'operator')
}

async function problemsOf(db: Db) {
  const rows = await db.selectFrom('inbox').select('problem').execute()
  return rows.map(({ problem }) => problem)
}

async function reasonsOf(db: Db, run: number) {
  const rows = await db.selectFrom('intent').select('reason').where('run', '=', run).execute()
  return rows.map(({ reason }) => reason)
}

function mail(id: string, next: string) {
  return {
    ...{ id, kind: 'channel', channel: 'email', next: { next } },
    message: { subject: 'Hello', body: 'Hello' },
  }
}

function wait(days: number, next: string) {
  const duration = { amount: days, unit: 'days' }
  return { id: `wait${days}`, kind: 'wait', until: { mode: 'duration', duration }, next: { next } }
}

/** An e-mail, another a day later, and a third after five more days. */
const mails: Scenario = scenarioSchema.parse({
  ...{ format: 1, name: 'Mails', start: 'who' },
  nodes: [
    {
      ...{ id: 'who', kind: 'segment', next: { next: 'first' } },
      audience: { from: 'rule', rule: { type: 'everyone' } },
    },
    mail('first', 'wait1'),
    wait(1, 'second'),
    mail('second', 'wait5'),
    wait(5, 'third'),
    mail('third', 'end'),
    { id: 'end', kind: 'exit', next: {} },
  ],
})
