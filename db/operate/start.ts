import type { OperationAction, Selection, SteerAction } from '../../schemas/api/operations.ts'
import { Failure } from '../../schemas/failure.ts'
import { steerRequestSchema } from '../../schemas/operation.ts'
import type { NodeNo } from '../../schemas/plan.ts'
import { writeAudit } from '../accounts/audit.ts'
import { enrolmentOf } from '../runs/enrolment-of.ts'
import { loadRunContext, type RunContext } from '../runs/runs.ts'
import type { Db, DbOrTx, Tx } from '../schema.ts'
import { inTransaction } from '../transaction.ts'
import { countUnknown } from './resend.ts'
import { countSelected, type Refused } from './select.ts'

export interface Wanted {
  readonly run: number
  readonly action: SteerAction
  readonly selection: Selection
  /** move: the step to stand at. */
  readonly to?: NodeNo | undefined
  /** resend: only the contact of this outward id. */
  readonly contact?: string | undefined
}

export interface Checked {
  readonly count: number
  readonly refused: Refused
  /** As given, bound to the instant of the check. */
  readonly selection: Selection
  readonly warning: 'MAY_ARRIVE_TWICE' | null
}

/** What an act would do now; nothing is written. Fails with INVALID when it does not say what it must. */
export async function checkOperation(db: DbOrTx, wanted: Wanted): Promise<Checked> {
  return check(db, await loadRunContext(db, wanted.run), wanted)
}

/**
 * Begins an act; `goOnWith` does it. Recorded once in the audit with the number concerned. Fails with CONFLICT when the
 * run is over, when it is possible for nobody, or when more than `count` are concerned; sending again needs `confirm`.
 */
export async function startOperation(
  db: Db,
  wanted: Wanted & {
    readonly by: string
    readonly count?: number | undefined
    readonly confirm?: boolean
  },
): Promise<number> {
  const { run, action, by } = wanted
  return inTransaction(db, async (tx) => {
    const context = await loadRunContext(tx, run)
    if (context.state === 'ended' || context.state === 'cancelled') {
      throw new Failure('CONFLICT', `The run is ${context.state}: nobody is in it any more.`, {
        details: { reason: 'RUN_OVER' },
      })
    }
    const checked = await check(tx, context, wanted)
    if (checked.warning && !wanted.confirm) {
      throw new Failure(
        'INVALID',
        'It is not known whether these contacts went out: sent again, they may reach customers twice. Say so with confirm: true.',
        {
          details: {
            reason: 'MAY_ARRIVE_TWICE',
            n: checked.count,
            field: 'confirm',
            warning: checked.warning,
            count: checked.count,
          },
        },
      )
    }
    if (checked.count === 0) throw forNobody(checked.refused)
    if (wanted.count !== undefined && checked.count > wanted.count) {
      throw new Failure(
        'CONFLICT',
        `It would concern ${checked.count}, not ${wanted.count}; check again.`,
        {
          details: {
            reason: 'COUNT_CHANGED',
            n: checked.count,
            was: wanted.count,
            field: 'count',
            value: wanted.count,
            count: checked.count,
          },
        },
      )
    }
    const { customer } = checked.selection
    return insertOperation(tx, {
      run,
      action,
      by,
      selected: checked.count,
      enrolment:
        customer === undefined ? null : (await enrolmentOf(tx, { run, customer })).enrolment,
      request: {
        selection: checked.selection,
        to: wanted.to ?? null,
        contact: wanted.contact ?? null,
      },
    })
  })
}

/** Writes the row and the audit. */
export async function insertOperation(
  tx: Tx,
  row: {
    readonly run: number
    readonly action: OperationAction
    readonly by: string
    readonly selected: number
    /** The only one concerned. */
    readonly enrolment?: number | null
    readonly request: Readonly<Record<string, unknown>>
  },
): Promise<number> {
  const { id } = await tx
    .insertInto('operation')
    .values({
      run: row.run,
      action: row.action,
      request: JSON.stringify(row.request),
      selected: row.selected,
      made_by: row.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await writeAudit(tx, {
    actor: row.by,
    action: `run.${row.action}`,
    subject: row.enrolment == null ? `run:${row.run}` : `run:${row.run}/${row.enrolment}`,
    detail: { operation: id, count: row.selected, ...withoutSearch(row.request) },
  })
  return id
}

/** What was looked for may be a name, which the audit does not keep. */
function withoutSearch(request: Readonly<Record<string, unknown>>) {
  const asked = steerRequestSchema.safeParse(request)
  return asked.success && asked.data.selection.search !== undefined
    ? { ...asked.data, selection: { ...asked.data.selection, search: '…' } }
    : request
}

async function check(
  db: DbOrTx,
  { run, now }: RunContext,
  { action, to, contact, ...wanted }: Wanted,
): Promise<Checked> {
  checkComplete({ action, to, ...wanted })
  const selection = {
    ...wanted.selection,
    until: wanted.selection.until ?? new Date(now).toISOString(),
  }
  const { count, refused } = await (action === 'resend'
    ? countUnknown(db, { run, selection, contact: contact ?? null })
    : countSelected(db, { run, action, selection, to: to ?? null }))
  return { count, refused, selection, warning: action === 'resend' ? 'MAY_ARRIVE_TWICE' : null }
}

function checkComplete({ action, selection, to }: Omit<Wanted, 'run'>): void {
  const { node, customer } = selection
  if (
    node === undefined &&
    customer === undefined &&
    ['skip', 'move', 'withdraw'].includes(action)
  ) {
    throw new Failure(
      'INVALID',
      `selection names neither a step nor a customer; say whom to ${action} with selection.node or selection.customer.`,
      { details: { reason: 'NOBODY_SELECTED', field: 'selection' } },
    )
  }
  if (action === 'move' && to === undefined) {
    throw new Failure('INVALID', 'to is missing; name the step to move to by its number.', {
      details: { reason: 'TARGET_MISSING', field: 'to' },
    })
  }
}

const meaning: Readonly<Record<string, string>> = {
  NOT_WAITING: 'does not stand at a wait',
  NO_SUCH_STEP: 'is on a version without that step',
  STANDS_THERE: 'stands at that step already',
  NOT_HELD: 'is not held',
  SENT_AGAIN: 'was sent it again already',
  HAS_LEFT: 'was taken out of the run, or left it by a rule',
}

function forNobody(refused: Refused): Failure {
  const because = Object.keys(refused)
  if (because.length === 0) {
    const message =
      'There is nothing to do: nobody is selected; they may have moved on or left the run.'
    return new Failure('CONFLICT', message, { details: { reason: 'NOBODY_LEFT', refused } })
  }
  const why = because.map((code) => meaning[code] ?? code).join(', or ')
  return new Failure('CONFLICT', `There is nothing to do: who is selected ${why}.`, {
    details: { reason: 'NOTHING_TO_DO', because, refused },
  })
}
