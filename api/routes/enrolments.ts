import { createRoute } from '@hono/zod-openapi'
import { act } from '../../db/operate/act.ts'
import type { Wanted } from '../../db/operate/start.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { listAtNode } from '../../db/watch/customers-at.ts'
import { loadTimeline, type Timeline } from '../../db/watch/timeline.ts'
import { moveOneSchema, resendOneSchema } from '../../schemas/api/operations.ts'
import {
  atNodePageSchema,
  atNodeQuerySchema,
  nodePathSchema,
  runCustomerPathSchema,
  timelineQuerySchema,
  timelineSchema,
} from '../../schemas/api/runs.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'
import { wakeCohorts } from '../wake.ts'

const tags = ['runs']

const standing = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/nodes/{node}/customers',
  tags,
  summary: 'Who stands at a step, went on from it, or left the scenario there.',
  request: { params: nodePathSchema, query: atNodeQuerySchema },
  responses: ok(atNodePageSchema),
})
const timeline = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/customers/{customer}',
  tags,
  summary: 'One customer’s way through a run, with the reason of each turn.',
  request: { params: runCustomerPathSchema, query: timelineQuerySchema },
  responses: ok(timelineSchema),
})
const withdraw = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/customers/{customer}/withdraw',
  tags,
  summary: 'Take one customer out of a run; what has not gone out is taken back.',
  request: { params: runCustomerPathSchema },
  responses: ok(timelineSchema),
})
const skip = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/customers/{customer}/skip',
  tags,
  summary: 'End one customer’s wait now.',
  request: { params: runCustomerPathSchema },
  responses: ok(timelineSchema),
})
const retry = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/customers/{customer}/retry',
  tags,
  summary: 'Let one customer who is held try again.',
  request: { params: runCustomerPathSchema },
  responses: ok(timelineSchema),
})
const move = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/customers/{customer}/move',
  tags,
  summary: 'Put one customer at another step of the same version; what was open is taken back.',
  request: { params: runCustomerPathSchema, body: jsonBody(moveOneSchema) },
  responses: ok(timelineSchema),
})
const resend = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/customers/{customer}/resend',
  tags,
  summary: 'Send again what is unknown to have arrived; it may reach the customer twice.',
  request: { params: runCustomerPathSchema, body: jsonBody(resendOneSchema) },
  responses: ok(timelineSchema),
})

export function enrolmentRoutes(deps: Deps) {
  const { db } = deps
  const steer = async (
    { id, customer }: { readonly id: string; readonly customer: string },
    wanted: Omit<Wanted, 'run' | 'selection'> & { readonly by: string; readonly confirm?: boolean },
  ) => {
    const run = await runOfUuid(db, id)
    // Whoever is not in the run is not found, rather than not concerned.
    await loadTimeline(db, { run, customer })
    const { wake } = await act(db, { ...wanted, run, selection: { customer } })
    await wakeCohorts(deps, wake)
    return render(await loadTimeline(db, { run, customer }))
  }
  return createArea()
    .openapi(standing, async (c) => {
      const { id, node } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const { items, ...page } = await listAtNode(db, { ...c.req.valid('query'), run, node })
      const rows = items.map((row) => ({
        ...row,
        arrivedAt: toIso(row.arrivedAt),
        due: toIsoOrNull(row.due),
        leftAt: toIsoOrNull(row.leftAt),
      }))
      return c.json({ items: rows, ...page }, 200)
    })
    .openapi(timeline, async (c) => {
      const { id, customer } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const { entry } = c.req.valid('query')
      return c.json(render(await loadTimeline(db, { run, customer, entry })), 200)
    })
    .openapi(withdraw, async (c) => {
      const by = nameOf(c.get('actor'))
      return c.json(await steer(c.req.valid('param'), { action: 'withdraw', by }), 200)
    })
    .openapi(skip, async (c) => {
      const by = nameOf(c.get('actor'))
      return c.json(await steer(c.req.valid('param'), { action: 'skip', by }), 200)
    })
    .openapi(retry, async (c) => {
      const by = nameOf(c.get('actor'))
      return c.json(await steer(c.req.valid('param'), { action: 'retry', by }), 200)
    })
    .openapi(move, async (c) => {
      const by = nameOf(c.get('actor'))
      const { to } = c.req.valid('json')
      return c.json(await steer(c.req.valid('param'), { action: 'move', to, by }), 200)
    })
    .openapi(resend, async (c) => {
      const by = nameOf(c.get('actor'))
      const wanted = { action: 'resend' as const, ...c.req.valid('json'), by }
      return c.json(await steer(c.req.valid('param'), wanted), 200)
    })
}

function render({ customer, state, reason, ...rest }: Timeline) {
  const { next } = rest
  return {
    customer,
    state,
    reason,
    enteredAt: toIso(rest.enteredAt),
    entries: rest.entries.map((entry) => ({ ...entry, enteredAt: toIso(entry.enteredAt) })),
    next: { ...next, at: toIsoOrNull(next.at), exactAt: toIsoOrNull(next.exactAt) },
    now: { ...rest.now, arrivedAt: toIso(rest.now.arrivedAt), due: toIsoOrNull(rest.now.due) },
    moves: rest.moves.map((move) => ({
      ...move,
      why: move.why && { ...move.why },
      at: toIso(move.at),
      madeAt: toIso(move.madeAt),
    })),
    acts: rest.acts.map((act) => ({ ...act, at: toIso(act.at) })),
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
