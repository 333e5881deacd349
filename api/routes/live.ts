import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import { runOfUuid } from '../../db/runs/runs.ts'
import { type Live, loadLive, loadLiveAt } from '../../db/watch/live.ts'
import { idSchema } from '../../schemas/api/common.ts'
import { liveQuerySchema, liveSchema } from '../../schemas/api/live.ts'
import { createArea, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'
import { createFeed, type Feed } from '../live-feed.ts'

const tags = ['runs']
const idPath = z.object({ id: idSchema })

const lookEveryMs = 1_000
/** Who goes from a page of a run to the next, or loads one anew, sees numbers at once. */
const keptMs = 10_000
const beatEveryMs = 15_000
/** Then the browser comes again, and is asked again who it is. */
const streamMaxMs = 3_600_000

const live = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/live',
  tags,
  summary: 'Where the customers of a run stand, now or at the end of a past minute of its clock.',
  request: { params: idPath, query: liveQuerySchema },
  responses: ok(liveSchema),
})
const stream = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/live/stream',
  tags,
  summary:
    'The same as server-sent events: at once, then about every second while something changes.',
  description:
    'Every event `live` is complete, so nothing has to be caught up after a lost connection. An event `beat` comes ' +
    'every 15 seconds. After an hour the stream ends; come again.',
  request: { params: idPath },
  responses: {
    200: { description: 'Events.', content: { 'text/event-stream': { schema: z.string() } } },
  },
})

export function liveRoutes({ db, log }: Deps) {
  const feed = createFeed<Live>({
    load: (run) => loadLive(db, run),
    isChanged,
    onError: (err) => log.error({ err }, 'The counts of a run could not be read'),
    everyMs: lookEveryMs,
    keptMs,
  })
  return createArea()
    .openapi(live, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const { at } = c.req.valid('query')
      const counts =
        at === undefined ? await loadLive(db, run) : await loadLiveAt(db, run, Date.parse(at))
      return c.json(render(counts), 200)
    })
    .openapi(stream, async (c) =>
      streamCounts(c, feed, await runOfUuid(db, c.req.valid('param').id)),
    )
}

function streamCounts(c: Context, feed: Feed<Live>, run: number): Response {
  // Proxies that collect answers would hold events back.
  c.header('x-accel-buffering', 'no')
  return streamSSE(c, async (events) => {
    let waiting: Live | undefined
    let writing = false
    // A slow reader misses what has been overtaken, and never the newest.
    const write = async (counts: Live) => {
      waiting = counts
      if (writing) return
      writing = true
      while (waiting && !events.aborted) {
        const data = JSON.stringify(render(waiting))
        waiting = undefined
        await events.writeSSE({ event: 'live', data })
      }
      writing = false
    }
    const leave = feed.subscribe(run, (counts) => void write(counts))
    const beat = setInterval(() => void events.writeSSE({ event: 'beat', data: '' }), beatEveryMs)
    await new Promise<void>((done) => {
      const end = setTimeout(done, streamMaxMs)
      end.unref()
      events.onAbort(() => {
        clearTimeout(end)
        done()
      })
    })
    clearInterval(beat)
    leave()
  })
}

/** That time passes is no change, unless the run’s clock goes another way than ours. */
function isChanged(before: Live, now: Live): boolean {
  const moved =
    now.clockNow !== before.clockNow &&
    Math.abs(now.clockNow - now.at - (before.clockNow - before.at)) > 2 * lookEveryMs
  return moved || counted(before) !== counted(now)
}

function counted(counts: Live): string {
  return JSON.stringify({ ...counts, at: 0, clockNow: 0 })
}

function render(counts: Live) {
  return {
    ...counts,
    at: toIso(counts.at),
    from: toIsoOrNull(counts.from),
    clockNow: toIso(counts.clockNow),
    endedAt: toIsoOrNull(counts.endedAt),
    nodes: counts.nodes.map((node) => ({ ...node, ports: { ...node.ports } })),
  }
}
