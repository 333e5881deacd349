import { sql } from 'kysely'
import type { Bug } from './bug.ts'
import { killedAt } from './killed-at.ts'

/** How far admission has come is written when customers are fetched, not when they are enrolled. */
export const checkpointAtFetch: Bug = {
  name: 'checkpoint-at-fetch',
  breaks: { rule: 5, promise: 'whoever was admitted is enrolled' },
  activities: ({ db, reach }, shipped) => ({
    control: {
      ...shipped.control,
      async admit({ run }) {
        const { rows } = await sql<{ from: number }>`
          with before as (select admitted from run where id = ${run})
          update run set admitted = audience_size from before where id = ${run}
          returning before.admitted as "from"`.execute(db)
        await reach?.('admission.written')
        await sql`update run set admitted = ${rows[0]?.from ?? 0} where id = ${run}`.execute(db)
        return shipped.control.admit({ run })
      },
    },
  }),
  async play(season) {
    const dead = killedAt(season, 'worker', 'admission.written')
    await season.launch({ customers: 20 })
    await dead
    await season.conductor.calm()
  },
}
