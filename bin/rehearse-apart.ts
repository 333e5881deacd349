import { Worker } from 'node:worker_threads'
import type { Rehearser } from '../api/deps.ts'
import type { RehearsalJob } from '../db/runs/rehearsal.ts'
import { receiveFailure, type SentFailure } from '../schemas/failure.ts'
import type { RehearsalResult } from '../schemas/rehearsal.ts'

/** What the thread is given. */
export interface RehearsalWork extends RehearsalJob {
  readonly databaseUrl: string
}

/** What the thread says. */
export type RehearsalWord =
  | { readonly is: 'progress'; readonly done: number; readonly total: number }
  | { readonly is: 'result'; readonly result: RehearsalResult }
  | { readonly is: 'failure'; readonly failure: SentFailure }

/** Rehearses in a thread of its own, with a connection of its own; a server goes on answering meanwhile. */
export function createRehearser(databaseUrl: string): Rehearser {
  return (job, { signal, onProgress }) =>
    new Promise((done, refuse) => {
      const workerData: RehearsalWork = { ...job, databaseUrl }
      const thread = new Worker(new URL('./rehearsal-thread.ts', import.meta.url), { workerData })
      signal.addEventListener('abort', () => void thread.terminate(), { once: true })
      thread.on('message', (word: RehearsalWord) => {
        switch (word.is) {
          case 'progress':
            return onProgress(word)
          case 'result':
            return done(word.result)
          case 'failure':
            return refuse(receiveFailure(word.failure))
        }
      })
      thread.on('error', refuse)
      // Answered before, unless it was ended from outside.
      thread.on('exit', () => refuse(new Error('The rehearsal was ended before it was done.')))
    })
}
