import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { connect } from '../../db/connect.ts'
import { saveCounts } from '../../db/runs/counters.ts'
import { inTransaction } from '../../db/transaction.ts'
import { variable } from './sign-in.ts'

/**
 * Leaves a contact made at a step as a worker leaves it that died before the provider answered: nobody knows whether it
 * went out. Answers whose it is.
 */
export async function loseAnswer(runId: string, node: number): Promise<{ externalId: string }> {
  const running = variable('DASI_TEST_RUNNING')
  const { databaseUrl } = JSON.parse(readFileSync(running, 'utf8')) as { databaseUrl: string }
  const db = connect(databaseUrl, { max: 1 })
  try {
    return await inTransaction(db, async (tx) => {
      const { rows } = await sql<{ run: number; externalId: string }>`
        update intent i set status = 7, reason = 'NO_ANSWER' from run r, customer c
        where r.uuid = ${runId} and i.run = r.id and i.node = ${node} and i.status = 3 and c.id = i.customer
          and i.outward = (select x.outward from intent x where x.run = r.id and x.node = ${node} and x.status = 3
            order by x.enrolment limit 1)
        returning i.run, c.external_id as "externalId"`.execute(tx)
      const [lost] = rows
      if (!lost) throw new Error('No contact was made at that step')
      await saveCounts(tx, lost.run, [
        { node, what: 'sent', slot: 0, n: -1 },
        { node, what: 'unknown', slot: 0, n: 1 },
      ])
      return { externalId: lost.externalId }
    })
  } finally {
    await db.destroy()
  }
}
