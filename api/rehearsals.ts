import { randomUUID } from 'node:crypto'
import type { RehearsalJob } from '../db/runs/rehearsal.ts'
import type { Problem } from '../schemas/api/common.ts'
import type { RehearsalAnswer } from '../schemas/api/rehearsal.ts'
import { Failure } from '../schemas/failure.ts'
import type { RehearsalResult } from '../schemas/rehearsal.ts'
import type { Log, Rehearser } from './deps.ts'
import { toIso, toIsoOrNull } from './instants.ts'

/** What was asked for: a draft or a version of a scenario, or a template. */
export interface Asked extends RehearsalJob {
  readonly scenario: string | null
  readonly template?: string
  readonly version: number | null
  readonly revision: number | null
  readonly by: string
}

export interface Rehearsals {
  /** Queues a rehearsal. Fails with NOT_READY where none can be made, with CONFLICT when too many wait. */
  start(asked: Asked): RehearsalAnswer
  /** Fails with NOT_FOUND for one that was never made here, or was forgotten. */
  find(id: string): RehearsalAnswer
  /** Those of a scenario that are still known, the newest first. */
  list(scenario: string): RehearsalAnswer[]
  /** The newest of a template that has not failed and began within ten minutes. */
  recent(template: string): RehearsalAnswer | null
  /** Ends it at once; one that has ended stays as it is. */
  cancel(id: string): RehearsalAnswer
}

interface Rehearsal extends Asked {
  readonly id: string
  readonly startedAt: number
  readonly stop: AbortController
  state: RehearsalAnswer['state']
  endedAt: number | null
  progress: RehearsalAnswer['progress']
  failure: Problem | null
  result: RehearsalResult | null
}

const waitingMax = 20
/** How long a result can be looked at. */
const keptMs = 3_600_000
/** How long a template's numbers are new enough to be shown again. */
const recentMs = 600_000

/** The rehearsals of one server, in its memory: one at a time, the others in the order they were asked for. */
export function createRehearsals({
  rehearse,
  log,
}: {
  rehearse: Rehearser | undefined
  log: Log
}): Rehearsals {
  const all = new Map<string, Rehearsal>()
  let isBusy = false

  function next(): void {
    const waiting = [...all.values()].find(({ state }) => state === 'waiting')
    if (isBusy || !waiting || !rehearse) return
    isBusy = true
    void work(rehearse, waiting, log).finally(() => {
      isBusy = false
      next()
    })
  }

  function known(id: string): Rehearsal {
    const found = all.get(id)
    if (found) return found
    throw new Failure(
      'NOT_FOUND',
      `There is no rehearsal ${id}: results are kept for an hour. Rehearse again.`,
      { details: { reason: 'REHEARSAL_GONE' } },
    )
  }

  return {
    start(asked) {
      forget(all)
      if (!rehearse)
        throw new Failure('NOT_READY', 'This server is not set up for rehearsals.', {
          details: { reason: 'NO_REHEARSALS' },
        })
      const waiting = [...all.values()].filter(({ state }) => state === 'waiting')
      if (waiting.length >= waitingMax) {
        throw new Failure(
          'CONFLICT',
          `${waitingMax} rehearsals are waiting already; try again later.`,
          { details: { reason: 'REHEARSALS_WAIT', n: waitingMax } },
        )
      }
      const rehearsal: Rehearsal = {
        ...asked,
        id: randomUUID(),
        startedAt: Date.now(),
        stop: new AbortController(),
        state: 'waiting',
        endedAt: null,
        progress: { done: 0, total: null },
        failure: null,
        result: null,
      }
      all.set(rehearsal.id, rehearsal)
      next()
      return answerOf(rehearsal)
    },
    find: (id) => answerOf(known(id)),
    list: (scenario) =>
      [...all.values()]
        .filter((one) => one.scenario === scenario)
        .reverse()
        .map(answerOf),
    recent(template) {
      const found = [...all.values()].findLast(
        (one) =>
          one.template === template &&
          one.state !== 'failed' &&
          one.state !== 'cancelled' &&
          one.startedAt > Date.now() - recentMs,
      )
      return found ? answerOf(found) : null
    },
    cancel(id) {
      const rehearsal = known(id)
      if (rehearsal.endedAt === null) {
        end(rehearsal, 'cancelled')
        rehearsal.stop.abort()
      }
      return answerOf(rehearsal)
    },
  }
}

async function work(rehearse: Rehearser, rehearsal: Rehearsal, log: Log): Promise<void> {
  rehearsal.state = 'running'
  const { plan, settings, stop } = rehearsal
  try {
    const result = await rehearse(
      { plan, settings },
      {
        signal: stop.signal,
        onProgress: (progress) => {
          rehearsal.progress = progress
        },
      },
    )
    if (stop.signal.aborted) return
    rehearsal.result = result
    end(rehearsal, 'done')
  } catch (error) {
    if (stop.signal.aborted) return
    const isOurs = error instanceof Failure
    if (!isOurs) log.error({ err: error, rehearsal: rehearsal.id }, 'a rehearsal failed')
    rehearsal.failure = isOurs
      ? { code: error.code, message: error.message, details: error.details }
      : {
          code: 'BUG',
          message: 'The rehearsal failed on the server; see its log.',
          details: { incident: rehearsal.id },
        }
    end(rehearsal, 'failed')
  }
}

function end(rehearsal: Rehearsal, state: 'done' | 'failed' | 'cancelled'): void {
  rehearsal.state = state
  rehearsal.endedAt = Date.now()
}

function forget(all: Map<string, Rehearsal>): void {
  for (const [id, { endedAt }] of all) {
    if (endedAt !== null && endedAt < Date.now() - keptMs) all.delete(id)
  }
}

function answerOf(rehearsal: Rehearsal): RehearsalAnswer {
  const { id, scenario, version, revision, settings, state, startedAt, endedAt } = rehearsal
  return {
    ...{ id, scenario, version, revision, settings, state },
    startedAt: toIso(startedAt),
    startedBy: rehearsal.by,
    endedAt: toIsoOrNull(endedAt),
    progress: rehearsal.progress,
    failure: rehearsal.failure,
    result: rehearsal.result,
  }
}
