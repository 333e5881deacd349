import { changeBudget, changeRate, finishRun } from '../../db/operate/settings.ts'
import { cancelRun, pauseRun, resumeRun, runOfUuid } from '../../db/runs/runs.ts'
import type { Db } from '../../db/schema.ts'
import { defineCommand, UsageError } from '../command.ts'

const by = 'command line'
const someRun = '0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'

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
export const finish = steer('finish', {
  summary: 'admit nobody any more; who is inside goes on to the end',
  act: finishRun,
})
export const budget = defineCommand({
  name: 'run budget',
  summary: 'give a run another budget; who was held for want of it goes on',
  arguments: ['run', 'amount'],
  examples: [`dasi run budget ${someRun} 3000000`, `dasi run budget ${someRun} none`],
  async run({ db, out }, { positionals: [uuid = '', amount = ''] }) {
    const total = amount === 'none' ? null : wholeOrDecimal('amount', amount)
    const database = await db()
    await changeBudget(database, { run: await runOfUuid(database, uuid), total, by })
    out.result(
      { run: uuid, budget: total },
      () => `The budget of run ${uuid} is ${total ?? 'without limit'} now.`,
    )
  },
})
export const rate = defineCommand({
  name: 'run rate',
  summary: 'change how many customers a run admits per minute',
  arguments: ['run', 'per-minute'],
  examples: [`dasi run rate ${someRun} 600`, `dasi run rate ${someRun} none`],
  async run({ db, out }, { positionals: [uuid = '', perMinute = ''] }) {
    const admitPerMinute = perMinute === 'none' ? null : wholeOrDecimal('per-minute', perMinute)
    const database = await db()
    await changeRate(database, { run: await runOfUuid(database, uuid), admitPerMinute, by })
    out.result({ run: uuid, admitPerMinute }, () =>
      admitPerMinute === null
        ? `Run ${uuid} admits as fast as it can.`
        : `Run ${uuid} admits ${admitPerMinute} a minute.`,
    )
  },
})

function wholeOrDecimal(argument: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value
  throw new UsageError(`${argument} is "${text}"; give a number, not below 0, or "none".`)
}

function steer(
  verb: string,
  { summary, act }: { summary: string; act: (db: Db, run: number, by: string) => Promise<void> },
) {
  return defineCommand({
    name: `run ${verb}`,
    summary,
    arguments: ['run'],
    examples: [`dasi run ${verb} ${someRun}`],
    async run({ db, out }, { positionals: [uuid = ''] }) {
      const database = await db()
      await act(database, await runOfUuid(database, uuid), by)
      out.result({ run: uuid, done: verb }, () => `Done: ${verb} ${uuid}`)
    },
  })
}
