import { createRoute, z } from '@hono/zod-openapi'
import { reportCall, undoReport } from '../../db/desk/call-reports.ts'
import { releaseTask, takeTask } from '../../db/desk/calls.ts'
import { countTasks, type DeskRow, listTasks } from '../../db/desk/desk.ts'
import { type DeskTask, loadTask } from '../../db/desk/desk-task.ts'
import { idSchema, pageOf } from '../../schemas/api/common.ts'
import {
  deskCountsSchema,
  deskQuerySchema,
  reportTaskSchema,
  taskRowSchema,
  taskSchema,
} from '../../schemas/api/desk.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['desk']
const idPath = z.object({ id: idSchema })

const counts = createRoute({
  method: 'get',
  path: '/api/v1/desk/counts',
  tags,
  summary: 'How many calls wait, and how many I have done today.',
  responses: ok(deskCountsSchema),
})
const list = createRoute({
  method: 'get',
  path: '/api/v1/desk/tasks',
  tags,
  summary: 'Calls to be made, those that may be called now first.',
  request: { query: deskQuerySchema },
  responses: ok(pageOf(taskRowSchema)),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/desk/tasks/{id}',
  tags,
  summary: 'One call with the customer’s facts and the script.',
  request: { params: idPath },
  responses: ok(taskSchema),
})
const take = createRoute({
  method: 'post',
  path: '/api/v1/desk/tasks/{id}/take',
  tags,
  summary: 'Take a call for five minutes; again to prolong. 409 when another agent has it.',
  request: { params: idPath },
  responses: ok(taskSchema),
})
const release = createRoute({
  method: 'post',
  path: '/api/v1/desk/tasks/{id}/release',
  tags,
  summary: 'Give a call back uncalled.',
  request: { params: idPath },
  responses: ok(taskSchema),
})
const report = createRoute({
  method: 'post',
  path: '/api/v1/desk/tasks/{id}/report',
  tags,
  summary: 'Say how a call went; sent again under the same reportId it counts once.',
  request: { params: idPath, body: jsonBody(reportTaskSchema) },
  responses: ok(taskSchema),
})
const undo = createRoute({
  method: 'post',
  path: '/api/v1/desk/tasks/{id}/undo',
  tags,
  summary: 'Take back one’s last report, within a minute and before it has taken effect.',
  request: { params: idPath },
  responses: ok(taskSchema),
})

export function deskRoutes({ db }: Deps) {
  return createArea()
    .openapi(counts, async (c) => c.json(await countTasks(db, nameOf(c.get('actor'))), 200))
    .openapi(list, async (c) => {
      const agent = nameOf(c.get('actor'))
      const { items, next } = await listTasks(db, { ...c.req.valid('query'), agent })
      return c.json({ items: items.map(renderRow), next }, 200)
    })
    .openapi(load, async (c) => {
      const { id } = c.req.valid('param')
      return c.json(renderTask(await loadTask(db, { id, agent: nameOf(c.get('actor')) })), 200)
    })
    .openapi(take, async (c) => {
      const { id } = c.req.valid('param')
      const agent = nameOf(c.get('actor'))
      await takeTask(db, { outward: id, agent })
      return c.json(renderTask(await loadTask(db, { id, agent })), 200)
    })
    .openapi(release, async (c) => {
      const { id } = c.req.valid('param')
      const agent = nameOf(c.get('actor'))
      await releaseTask(db, { outward: id, agent })
      return c.json(renderTask(await loadTask(db, { id, agent })), 200)
    })
    .openapi(report, async (c) => {
      const { id } = c.req.valid('param')
      const { outcome, memo, reportId = crypto.randomUUID() } = c.req.valid('json')
      const agent = nameOf(c.get('actor'))
      await reportCall(db, { outward: id, agent, outcome, memo, eventId: `${id}:${reportId}` })
      return c.json(renderTask(await loadTask(db, { id, agent })), 200)
    })
    .openapi(undo, async (c) => {
      const { id } = c.req.valid('param')
      const agent = nameOf(c.get('actor'))
      await undoReport(db, { outward: id, agent })
      return c.json(renderTask(await loadTask(db, { id, agent })), 200)
    })
}

function renderRow(row: DeskRow) {
  const { lastPurchase } = row
  return {
    ...row,
    nextAt: toIso(row.nextAt),
    expiresAt: toIso(row.expiresAt),
    lastPurchase: lastPurchase && { ...lastPurchase, at: toIso(lastPurchase.at) },
  }
}

function renderTask(task: DeskTask) {
  return {
    ...task,
    ...renderRow(task),
    takenUntil: toIsoOrNull(task.takenUntil),
    log: task.log.map((entry) => ({ ...entry, at: toIso(entry.at) })),
  }
}
