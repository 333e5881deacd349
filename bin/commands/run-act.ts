import { findCustomer } from '../../db/customers/find-customer.ts'
import { type Checked, checkOperation, startOperation } from '../../db/operate/start.ts'
import { loadRunPlans } from '../../db/runs/run-plans.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import type { DbOrTx } from '../../db/schema.ts'
import type { Selection, SteerAction } from '../../schemas/api/operations.ts'
import { Failure } from '../../schemas/failure.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { defineCommand } from '../command.ts'
import { finishOperation } from '../finish-operation.ts'

const someRun = '0b6f1a54-1c3e-4a57-9d0e-6c1d2f3a4b5c'

export const skip = act('skip', {
  summary: 'end the wait of customers now',
  example: '--step pause',
})
export const move = act('move', {
  summary: 'put customers at another step of their version',
  example: '--step pause --to thanks',
})
export const withdraw = act('withdraw', {
  summary: 'take customers out of a run; what has not gone out is taken back',
  example: '--customer C-1042',
})
export const retry = act('retry', {
  summary: 'let customers who are held try again',
  example: '--reason BUDGET',
})
export const resend = act('resend', {
  summary: 'send again what is unknown to have arrived; it may reach customers twice',
  example: '--step mail',
})

function act(
  action: SteerAction,
  { summary, example }: { readonly summary: string; readonly example: string },
) {
  return defineCommand({
    name: `run ${action}`,
    summary,
    arguments: ['run'],
    options: {
      step: { type: 'string', value: 'id', summary: 'who stands at this step' },
      customer: { type: 'string', value: 'id', summary: 'this customer alone, by the house’s id' },
      held: { type: 'boolean', summary: 'only who is held' },
      reason: { type: 'string', value: 'code', summary: 'only who is held for this reason' },
      to: { type: 'string', value: 'id', summary: 'move: the step to stand at' },
      yes: { type: 'boolean', summary: 'do it; without it, say for how many it would be done' },
    },
    examples: [
      `dasi run ${action} ${someRun} ${example}`,
      `dasi run ${action} ${someRun} ${example} --yes`,
    ],
    async run(context, { options, positionals: [uuid = ''] }) {
      const { db, out } = context
      const database = await db()
      const run = await runOfUuid(database, uuid)
      const selection: Selection = {
        ...(options.step !== undefined && { node: await stepOf(database, run, options.step) }),
        ...(options.customer !== undefined && {
          customer: await findCustomer(database, options.customer),
        }),
        ...(options.held && { held: true }),
        ...(options.reason !== undefined && { reason: options.reason }),
      }
      const to = options.to === undefined ? undefined : await stepOf(database, run, options.to)
      const wanted = { run, action, selection, to }
      if (!options.yes) {
        const checked = await checkOperation(database, wanted)
        out.result({ run: uuid, action, ...checked }, () => wording(action, checked))
        return
      }
      const operation = await startOperation(database, {
        ...wanted,
        by: 'command line',
        confirm: true,
      })
      await finishOperation(context, { run, operation })
    },
  })
}

async function stepOf(db: DbOrTx, run: number, id: string): Promise<NodeNo> {
  const plans = await loadRunPlans(db, run)
  const steps = plans.flatMap(({ plan }) => plan.nodes)
  const found = steps.find((at) => at.id === id)
  if (found) return found.no
  const known = [...new Set(steps.map((at) => at.id))].join(', ')
  throw new Failure('NOT_FOUND', `This run has no step "${id}"; it has ${known}.`)
}

function wording(action: SteerAction, { count, refused, warning }: Checked): string {
  const not = Object.entries(refused).map(([reason, n]) => `not for ${n}: ${reason}`)
  return [
    `${action}: would be done for ${count}`,
    ...not,
    ...(warning ? ['It is not known whether they arrived: sent again, they may come twice.'] : []),
    'Do it with --yes.',
  ].join('\n')
}
