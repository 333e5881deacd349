import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { defaultSimulation } from '../../schemas/run.ts'
import { ask } from '../support/ask.ts'
import { dasi, temporaryFolder } from '../support/dasi.ts'
import { testDatabase } from '../support/database.ts'
import { brokenPromises, unfinished } from '../support/run-facts.ts'

const file = process.env['DASI_TEST_PURCHASES']
const given = file !== undefined && existsSync(file)
if (!given) {
  console.log(
    'DASI_TEST_PURCHASES names no file of purchases: the walkthrough on real purchases is left out.',
  )
}

/** docs/walkthrough.md, command by command, on the public file it speaks of. */
test.runIf(given)(
  'real purchases are imported, counted, won back in a sandbox and reported',
  { timeout: 900_000 },
  async () => {
    const { db, url } = await testDatabase({ max: 2 })
    const { address } = await ask('/temporal')
    const home = temporaryFolder()
    const environment = {
      DASI_HOME: home,
      DATABASE_URL: url,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_PREFIX: 'walkthrough',
      LOG_LEVEL: 'error',
    }
    const run = async (...words: string[]) => {
      const process = await dasi([...words, '--json'], environment)
      const { code } = await process.exited
      if (code !== 0)
        throw new Error(`dasi ${words.join(' ')} ended with ${code}: ${process.stderr()}`)
      return JSON.parse(process.stdout())
    }
    const running = [await dasi(['worker'], environment), await dasi(['router'], environment)]
    const longAgo = '{"type":"field","field":"recencyDays","op":"moreThan","value":365}'
    const scenario = join(home, 'winback.json')

    const imported = await run(
      ...[
        'import',
        'purchases',
        file ?? '',
        '--map',
        'quantity=number_of_cds',
        '--create-customers',
      ],
      ...[
        '--fictional',
        '--consent',
        'email,sms,letter,call',
        '--rejects',
        join(home, 'rejects.csv'),
      ],
    )
    expect(imported).toMatchObject({
      stored: 69_659,
      repeated: 255,
      customersCreated: 23_570,
      file: {
        customers: 23_570,
        amount: 2_500_315.63,
        quantity: 167_881,
        zeroAmounts: 80,
        firstDay: '1997-01-01',
        lastDay: '1998-06-30',
      },
    })
    expect(await run('segment', 'count', '--as-of', '1998-06-30', '--rule', longAgo)).toMatchObject(
      { count: 15_220 },
    )
    await run('scenario', 'new', 'winback', '--audience', longAgo, '--out', scenario)
    await run('scenario', 'check', scenario)
    await run('scenario', 'publish', scenario)
    const ended = await run(
      ...['run', 'start', '--scenario', 'Win-back with thanks-call', '--as-of', '1998-06-30'],
      ...['--seconds-per-day', '0.25', '--wait'],
    )
    expect(ended).toMatchObject({
      state: 'ended',
      audience: 15_220,
      enrolled: 15_220,
      active: 0,
      ended: 15_220,
      held: 0,
    })

    const { id } = await db.selectFrom('run').select('id').executeTakeFirstOrThrow()
    expect(await brokenPromises(db, id)).toEqual([])
    expect(await unfinished(db, id)).toBe(0)
    for (const [kind, { probability }] of Object.entries(defaultSimulation.responses.email ?? {})) {
      const { accepted, responded } = await rateOf(id, kind)
      const errorOfSampling = Math.sqrt((probability * (1 - probability)) / accepted)
      expect(Math.abs(responded / accepted - probability), kind).toBeLessThan(4.5 * errorOfSampling)
    }
    for (const one of running) {
      one.kill('SIGTERM')
      await one.exited
    }

    async function rateOf(
      id: number,
      kind: string,
    ): Promise<{ accepted: number; responded: number }> {
      const { rows } = await sql<{ accepted: number; responded: number }>`
      select count(*)::int as accepted, count(r.kind)::int as responded
      from intent i left join response r on r.run = i.run and r.cohort = i.cohort and r.node = i.node
        and r.enrolment = i.enrolment and r.visit = i.visit and r.occurrence = i.occurrence and r.kind = ${kind}
      where i.run = ${id} and i.channel = 'email' and i.status = 3`.execute(db)
      return rows[0] ?? { accepted: 0, responded: 0 }
    }
  },
)
