import { createDeliveryActivities } from '../../activities/deliver.ts'
import type { DeliveryParts } from '../../activities/delivery/parts.ts'
import { createTurnActivities } from '../../activities/take-turns.ts'
import { admit } from '../../db/runs/admission.ts'
import { takeAudience } from '../../db/runs/audience.ts'
import { setClock } from '../../db/runs/clock.ts'
import { loadRunContext } from '../../db/runs/runs.ts'
import type { Db } from '../../db/schema.ts'
import { inTransaction } from '../../db/transaction.ts'
import type { TurnResult } from '../../engine/ports.ts'
import { sandboxAdapters, silent } from './engine.ts'

export interface Driver {
  /** Admits everybody. */
  admitAll(): Promise<void>
  /** Takes turns and delivers until nothing can be done without time passing. */
  settle(): Promise<void>
  /** One call of the activity with this sequence number. */
  takeTurns(cohort: number, seq: number): Promise<TurnResult>
  deliver(cohort: number, node: number): Promise<{ settled: number; more: boolean }>
  /** Lets time pass on the run's clock, by its one operation. */
  pass(ms: number): Promise<void>
}

/** The activities of the engine without Temporal: for tests of what they do to the rows. */
export function drive(
  db: Db,
  run: number,
  { adapterFor }: Partial<Pick<DeliveryParts, 'adapterFor'>> = {},
): Driver {
  const { takeTurns } = createTurnActivities({ db, log: silent })
  const { deliver } = createDeliveryActivities({
    db,
    log: silent,
    adapterFor: adapterFor ?? sandboxAdapters(db),
    publicUrl: 'http://localhost:4400',
    sendTimeoutMs: 2000,
    heartbeat: () => undefined,
  })
  return {
    takeTurns: (cohort, seq) => takeTurns({ run, cohort, seq }),
    deliver: (cohort, node) => deliver({ run, cohort, node }),
    async admitAll() {
      await takeAudience(db, run)
      let left = 1
      while (left > 0) {
        left = (await admit(db, run)).left
        await this.settle()
      }
    },
    async settle() {
      const cohorts = await db
        .selectFrom('cohort')
        .select(['no', 'next_seq'])
        .where('run', '=', run)
        .where('done', '=', false)
        .orderBy('no')
        .execute()
      for (const { no, next_seq } of cohorts) {
        let turn = await takeTurns({ run, cohort: no, seq: next_seq })
        while (turn.remaining > 0 && (turn.ready || turn.deliver.length > 0)) {
          for (const { node } of turn.deliver) await deliver({ run, cohort: no, node })
          turn = await takeTurns({ run, cohort: no, seq: turn.seq })
        }
      }
    },
    async pass(ms) {
      const { now } = await loadRunContext(db, run)
      await inTransaction(db, (tx) => setClock(tx, run, now + ms))
    },
  }
}
