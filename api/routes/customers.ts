import { createRoute, z } from '@hono/zod-openapi'
import { exportCustomer } from '../../db/customers/customer-export.ts'
import { listCustomers } from '../../db/customers/customer-list.ts'
import { type CustomerPage, loadCustomerPage } from '../../db/customers/customer-page.ts'
import { eraseCustomer } from '../../db/customers/erase.ts'
import { idSchema, pageOf } from '../../schemas/api/common.ts'
import {
  customerExportSchema,
  customerRowSchema,
  customerSchema,
  customersQuerySchema,
  eraseCustomerSchema,
  erasedSchema,
} from '../../schemas/api/customers.ts'
import { Failure } from '../../schemas/failure.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['customers']

const list = createRoute({
  method: 'get',
  path: '/api/v1/customers',
  tags,
  summary: 'Customers, page by page, searched by id, name, e-mail or telephone.',
  request: { query: customersQuerySchema },
  responses: ok(pageOf(customerRowSchema)),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/customers/{id}',
  tags,
  summary: 'One customer with consents, purchases, contacts and enrolments.',
  request: { params: z.object({ id: idSchema }) },
  responses: ok(customerSchema),
})

const exported = createRoute({
  method: 'get',
  path: '/api/v1/customers/{id}/export',
  tags,
  summary: 'All that is kept of one customer, to be handed to them.',
  request: { params: z.object({ id: idSchema }) },
  responses: ok(customerExportSchema),
})
const erase = createRoute({
  method: 'post',
  path: '/api/v1/customers/{id}/erase',
  tags,
  summary: 'Erase a customer for good; counts and reports stay true, nothing names them any more.',
  request: { params: z.object({ id: idSchema }), body: jsonBody(eraseCustomerSchema) },
  responses: ok(erasedSchema),
})

export function customerRoutes({ db, rewriteLetters }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const { items, next } = await listCustomers(db, c.req.valid('query'))
      const rows = items.map((row) => ({ ...row, lastPurchaseAt: toIsoOrNull(row.lastPurchaseAt) }))
      return c.json({ items: rows, next }, 200)
    })
    .openapi(load, async (c) =>
      c.json(pageOfCustomer(await loadCustomerPage(db, c.req.valid('param').id)), 200),
    )
    .openapi(exported, async (c) => {
      const { id } = c.req.valid('param')
      const { madeAt, ...data } = await exportCustomer(db, {
        customer: id,
        by: nameOf(c.get('actor')),
      })
      return c.json({ ...data, madeAt: toIso(madeAt) }, 200)
    })
    .openapi(erase, async (c) => {
      const { id } = c.req.valid('param')
      const { externalId } = await loadCustomerPage(db, id)
      if (c.req.valid('json').confirm !== externalId) {
        throw new Failure(
          'INVALID',
          'confirm is not the id of this customer; nothing was erased.',
          {
            details: { reason: 'NOT_CONFIRMED', field: 'confirm' },
          },
        )
      }
      const { batches, ...erased } = await eraseCustomer(db, {
        customer: id,
        by: nameOf(c.get('actor')),
      })
      await rewriteLetters?.(batches)
      return c.json({ ...erased, batches: [...batches] }, 200)
    })
}

function pageOfCustomer(page: CustomerPage) {
  return {
    ...page,
    createdAt: toIso(page.createdAt),
    erasedAt: toIsoOrNull(page.erasedAt),
    firstPurchaseAt: toIsoOrNull(page.firstPurchaseAt),
    lastPurchaseAt: toIsoOrNull(page.lastPurchaseAt),
    consents: [...page.consents],
    consentEvents: page.consentEvents.map((event) => ({ ...event, at: toIso(event.at) })),
    scores: page.scores.map((score) => ({
      ...score,
      windowFrom: toIsoOrNull(score.windowFrom),
      asOf: toIso(score.asOf),
      madeAt: toIso(score.madeAt),
    })),
    products: page.products.map((product) => ({ ...product, lastAt: toIso(product.lastAt) })),
    purchases: page.purchases.map((purchase) => ({ ...purchase, at: toIso(purchase.at) })),
    contacts: page.contacts.map((contact) => ({
      ...contact,
      orderedAt: toIso(contact.orderedAt),
      settledAt: toIsoOrNull(contact.settledAt),
      responses: contact.responses.map((r) => ({ ...r, firstAt: toIso(r.firstAt) })),
    })),
    enrolments: page.enrolments.map((enrolment) => ({
      ...enrolment,
      enteredAt: toIso(enrolment.enteredAt),
    })),
  }
}
