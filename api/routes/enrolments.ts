import { createRoute } from '@hono/zod-openapi'
import { listStanding } from '../../db/at-node.ts'
import { enrolmentOf } from '../../db/enrolment-of.ts'
import { withdraw } from '../../db/operate.ts'
import { runOfUuid } from '../../db/runs.ts'
import { loadTimeline, type Timeline } from '../../db/timeline.ts'
import { pageOf } from '../../schemas/api/common.ts'
import {
  atNodeQuerySchema,
  nodePathSchema,
  runCustomerPathSchema,
  standingSchema,
  timelineSchema,
} from '../../schemas/api/runs.ts'
import { createArea, ok } from '../area.ts'
import { type Deps, nameOf } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['runs']

const standing = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/nodes/{node}/customers',
  tags,
  summary: 'Who stands at a step.',
  request: { params: nodePathSchema, query: atNodeQuerySchema },
  responses: ok(pageOf(standingSchema)),
})
const timeline = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/customers/{customer}',
  tags,
  summary: 'One customer’s way through a run, with the reason of each turn.',
  request: { params: runCustomerPathSchema },
  responses: ok(timelineSchema),
})
const leave = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/customers/{customer}/withdraw',
  tags,
  summary: 'Take one customer out of a run; what has not gone out is taken back.',
  request: { params: runCustomerPathSchema },
  responses: ok(timelineSchema, 'Noted; the next turn ends it.'),
})

export function enrolmentRoutes({ db, workflows, log }: Deps) {
  return createArea()
    .openapi(standing, async (c) => {
      const { id, node } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const { items, next } = await listStanding(db, { ...c.req.valid('query'), run, node })
      const rows = items.map((row) => ({
        ...row,
        arrivedAt: toIso(row.arrivedAt),
        due: toIsoOrNull(row.due),
      }))
      return c.json({ items: rows, next }, 200)
    })
    .openapi(timeline, async (c) => {
      const { id, customer } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      return c.json(render(await loadTimeline(db, { run, customer })), 200)
    })
    .openapi(leave, async (c) => {
      const { id, customer } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const { cohort, enrolment } = await enrolmentOf(db, { run, customer })
      await withdraw(db, { run, enrolment, by: nameOf(c.get('actor')) })
      // May be lost: the sweeper repeats it.
      await workflows
        .wake([{ run, cohort }])
        .catch((err: unknown) => log.error({ err, run, cohort }, 'A cohort was not woken'))
      return c.json(render(await loadTimeline(db, { run, customer })), 200)
    })
}

function render({ customer, state, reason, ...rest }: Timeline) {
  return {
    customer,
    state,
    reason,
    enteredAt: toIso(rest.enteredAt),
    now: { ...rest.now, arrivedAt: toIso(rest.now.arrivedAt), due: toIsoOrNull(rest.now.due) },
    moves: rest.moves.map((move) => ({
      ...move,
      why: move.why && { ...move.why },
      at: toIso(move.at),
      madeAt: toIso(move.madeAt),
    })),
    contacts: rest.contacts.map((contact) => ({
      ...contact,
      orderedAt: toIso(contact.orderedAt),
      settledAt: toIsoOrNull(contact.settledAt),
      attempts: contact.attempts.map((a) => ({ ...a, startedAt: toIso(a.startedAt) })),
      responses: contact.responses.map((r) => ({ ...r, firstAt: toIso(r.firstAt) })),
    })),
    purchases: rest.purchases.map((purchase) => ({ ...purchase, at: toIso(purchase.at) })),
    rewards: rest.rewards.map((reward) => ({
      ...reward,
      issuedAt: toIso(reward.issuedAt),
      expiresAt: toIso(reward.expiresAt),
      redeemedAt: toIsoOrNull(reward.redeemedAt),
    })),
  }
}
