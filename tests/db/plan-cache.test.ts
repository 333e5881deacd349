import { expect, test } from 'vitest'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { testDatabase } from '../support/database.ts'
import { launch } from '../support/launch.ts'
import { winback } from '../support/winback.ts'

const { db } = await testDatabase()

test('a plan of a version this Dasi does not read says so, and what to do', async () => {
  const { run } = await launch(db, winback, { kind: 'sandbox' })
  const { plan } = await db
    .selectFrom('run')
    .select('plan')
    .where('id', '=', run)
    .executeTakeFirstOrThrow()
  const { id } = await db
    .insertInto('plan')
    .columns(['scenario', 'version', 'hash', 'plan', 'source', 'published_by'])
    .expression((eb) =>
      eb
        .selectFrom('plan')
        .select(['scenario', eb.val(2).as('version'), eb.val('newer').as('hash')])
        .select(eb.val('{"format": 2, "nodes": []}').as('plan'))
        .select(['source', 'published_by'])
        .where('id', '=', plan),
    )
    .returning('id')
    .executeTakeFirstOrThrow()

  await expect(loadPlan(db, id)).rejects.toThrow(/publish the scenario again/)
  await expect(loadPlan(db, id + 1000)).rejects.toThrow(/no plan/)
})
