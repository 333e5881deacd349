import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Callers that come while `work` is under way wait, and its next call serves them together: many small requests share
 * one statement and one commit, and who comes alone is served at once. Calls of `work` begin at least `everyMs` apart, so
 * that a crowd costs few statements. Nothing is read before it was asked for, so no answer is stale. `work` takes at
 * most `most` items and answers in their order; when it fails each item is tried alone, so that a bad one harms no other.
 */
export function together<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most, everyMs = 0 }: { readonly most: number; readonly everyMs?: number },
): (item: Item) => Promise<Result> {
  const waiting: Waiting<Item, Result>[] = []
  let busy = false
  let begunAt = Number.NEGATIVE_INFINITY

  async function serveAll(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const restMs = begunAt + everyMs - performance.now()
      if (restMs > 0 && waiting.length < most) await sleep(restMs)
      begunAt = performance.now()
      await serve(work, waiting.splice(0, most))
    }
    busy = false
  }

  return (item) =>
    new Promise((done, fail) => {
      waiting.push({ item, done, fail })
      if (!busy) void serveAll()
    })
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly done: (result: Result) => void
  readonly fail: (error: unknown) => void
}

async function serve<Item, Result>(
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
  batch: readonly Waiting<Item, Result>[],
): Promise<void> {
  try {
    const results = await work(batch.map(({ item }) => item))
    for (const [i, result] of results.entries()) batch[i]?.done(result)
  } catch (error) {
    const [only] = batch
    if (batch.length === 1) only?.fail(error)
    else for (const one of batch) await serve(work, [one])
  }
}
