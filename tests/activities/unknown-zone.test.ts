import { beforeAll, expect, test } from 'vitest'
import { act } from '../../db/operate/act.ts'
import { rehearseAudience } from '../../db/runs/rehearsal.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { loadTimeline } from '../../db/watch/timeline.ts'
import { rehearsalSettingsSchema } from '../../schemas/rehearsal.ts'
import { scenarioSchema } from '../../schemas/scenario.ts'
import { testDatabase } from '../support/database.ts'
import { drive } from '../support/drive.ts'
import { launch, makeAudience } from '../support/launch.ts'
import { brokenPromises } from '../support/run-facts.ts'

const { db } = await testDatabase()
const people = 5
const asOf = '2026-03-03T03:00:00Z'
const dayMs = 86_400_000

/** An e-mail, then the next ten o’clock of the customer’s. */
const scenario = scenarioSchema.parse({
  format: 1,
  name: 'Zones',
  start: 'who',
  nodes: [
    {
      id: 'who',
      kind: 'segment',
      audience: { from: 'rule', rule: { type: 'everyone' } },
      next: { next: 'mail' },
    },
    {
      id: 'mail',
      kind: 'channel',
      channel: 'email',
      message: { subject: 'Hello', body: 'Dear {{name | customer}}' },
      next: { next: 'wait' },
    },
    {
      id: 'wait',
      kind: 'wait',
      until: { mode: 'weekday', weekdays: [1, 2, 3, 4, 5, 6, 7], time: '10:00' },
      next: { next: 'end' },
    },
    { id: 'end', kind: 'exit', next: {} },
  ],
})

beforeAll(async () => {
  await makeAudience(db, people)
  await db
    .updateTable('customer')
    .set({ zone: 'Mars/Olympus' })
    .where('external_id', '=', 'C3')
    .execute()
})

test('a customer whose time zone does not exist is held and shown; nobody else waits for it', async () => {
  const { run } = await launch(db, scenario, { kind: 'sandbox', asOf })
  const driver = drive(db, run)
  await driver.admitAll()
  await driver.pass(2 * dayMs)
  await driver.settle()

  const stood = await db
    .selectFrom('enrolment as e')
    .innerJoin('customer as c', 'c.id', 'e.customer')
    .select(['c.uuid', 'c.external_id as who', 'e.state', 'e.reason'])
    .where('e.run', '=', run)
    .execute()
  const others = stood.filter(({ who }) => who !== 'C3')
  expect(others.map(({ reason }) => reason)).toEqual(Array(people - 1).fill('completed'))
  const [stranger] = stood.filter(({ who }) => who === 'C3')
  expect(stranger).toMatchObject({ state: 2, reason: 'ZONE_UNKNOWN' })

  const timeline = await loadTimeline(db, { run, customer: stranger?.uuid ?? '' })
  expect(timeline.contacts).toMatchObject([{ status: 'refused', reason: 'ZONE_UNKNOWN' }])
  expect(timeline.next).toMatchObject({ because: 'held', reason: 'ZONE_UNKNOWN' })
  expect(await brokenPromises(db, run)).toEqual([])

  const { plan } = await loadPlan(db, (await loadRunContext(db, run)).plan)
  const settings = rehearsalSettingsSchema.parse({ asOf })
  const rehearsed = await rehearseAudience(db, { plan, settings })
  expect(rehearsed.exclusions).toEqual([{ channel: 'email', reason: 'ZONE_UNKNOWN', n: 1 }])
  expect(rehearsed.ends).toMatchObject({ completed: people - 1, held: 1 })

  // Mended and let go, it goes its way.
  await db
    .updateTable('customer')
    .set({ zone: 'Asia/Seoul' })
    .where('external_id', '=', 'C3')
    .execute()
  await act(db, { run, action: 'retry', selection: { reason: 'ZONE_UNKNOWN' }, by: 'test' })
  await driver.settle()
  expect((await loadTimeline(db, { run, customer: stranger?.uuid ?? '' })).state).toBe('ended')
  expect(await brokenPromises(db, run)).toEqual([])
})

test('a timeline is told though the zone was spoilt in the middle of a wait', async () => {
  const { run } = await launch(db, scenario, { kind: 'sandbox', asOf })
  await drive(db, run).admitAll()
  const who = await db
    .selectFrom('customer')
    .select('uuid')
    .where('external_id', '=', 'C1')
    .executeTakeFirstOrThrow()
  await db
    .updateTable('customer')
    .set({ zone: 'Mars/Olympus' })
    .where('external_id', '=', 'C1')
    .execute()
  const { next } = await loadTimeline(db, { run, customer: who.uuid })
  expect(next).toMatchObject({ because: 'waiting', reason: 'ZONE_UNKNOWN' })
  expect(next.at).not.toBeNull()
})
