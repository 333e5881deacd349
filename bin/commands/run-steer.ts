import { changeBudget, releaseHeld, withdraw as withdrawOne } from '../../db/operate.ts'
import { cancelRun, pauseRun, resumeRun, runOfUuid } from '../../db/runs.ts'
import type { Db } from '../../db/schema.ts'
import { defineCommand, UsageError } from '../command.ts'

export const pause = steer('pause', {
  summary: 'stop a run where it stands; nothing moves and nothing is sent',
  act: pauseRun,
})
export const resume = steer('resume', {
  summary: 'let a paused run go on; what remained of a wait still remains',
  act: resumeRun,
})
export const cancel = steer('cancel', {
  summary: 'end a run for everybody in it',
  act: cancelRun,
})
export const withdraw = steerOne('withdraw', {
  summary: 'take one customer out of a run',
  act: withdrawOne,
})
export const release = steerOne('release', {
  summary: 'let a held customer try again',
  act: releaseHeld,
})
export const budget = defineCommand({
  name: 'run budget',
  summary: 'give a run another budget; who was held for want of it goes on',
  arguments: ['run', 'amount'],
  examples: ['dasi run budget 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c 3000000'],
  async run({ db, out }, { positionals: [uuid = '', amount = ''] }) {
    const total = wholeOrDecimal('amount', amount)
    const database = await db()
    await changeBudget(database, {
      run: await runOfUuid(database, uuid),
      total,
      by: 'command line',
    })
    out.result({ run: uuid, budget: total }, () => `The budget of run ${uuid} is ${total} now.`)
  },
})

/** One customer of a run, named by the number of the enrolment. */
function steerOne(
  verb: string,
  {
    summary,
    act,
  }: {
    summary: string
    act: (db: Db, which: { run: number; enrolment: number; by: string }) => Promise<void>
  },
) {
  return defineCommand({
    name: `run ${verb}`,
    summary,
    arguments: ['run', 'enrolment'],
    examples: [`dasi run ${verb} 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c 17`],
    async run({ db, out }, { positionals: [uuid = '', no = ''] }) {
      const enrolment = wholeOrDecimal('enrolment', no)
      const database = await db()
      const run = await runOfUuid(database, uuid)
      await act(database, { run, enrolment, by: 'command line' })
      out.result({ run: uuid, enrolment, done: verb }, () => `Done: ${verb} ${no} of ${uuid}`)
    },
  })
}

function wholeOrDecimal(argument: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new UsageError(`${argument} is "${text}"; give a number, not below 0.`)
}

function steer(
  verb: string,
  { summary, act }: { summary: string; act: (db: Db, run: number, by: string) => Promise<void> },
) {
  return defineCommand({
    name: `run ${verb}`,
    summary,
    arguments: ['run'],
    examples: [`dasi run ${verb} 0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c`],
    async run({ db, out }, { positionals: [uuid = ''] }) {
      const database = await db()
      await act(database, await runOfUuid(database, uuid), 'command line')
      out.result({ run: uuid, done: verb }, () => `Done: ${verb} ${uuid}`)
    },
  })
}
