import { setTimeout as sleep } from 'node:timers/promises'
import { unfinishedCohorts } from '../../../db/runs/cohorts.ts'
import type { Fault } from './fault.ts'

const roundsMax = 200

/** Histories that grow long, as of a campaign of months: the server here asks for a new one after few events. */
export const historyFaults: readonly Fault[] = [
  {
    kind: 'history grows long',
    name: 'cohorts woken until some have gone on as new, workers killed meanwhile',
    customers: 12,
    async strike({ world }) {
      const { db, workflows, roles } = world
      const before = await world.historiesContinued()
      for (let round = 1; (await world.historiesContinued()) < before + 3; round += 1) {
        if (round > roundsMax) throw new Error('No workflow has gone on as new')
        await workflows.wake(await unfinishedCohorts(db, 'all'))
        if (round % 5 === 0) roles.worker[round % roles.worker.length]?.kill('SIGKILL')
        await sleep(500)
      }
      await sleep(50)
      await Promise.all(roles.worker.map((kept) => kept.ready()))
      return performance.now()
    },
  },
]
