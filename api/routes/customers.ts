import { createRoute, z } from '@hono/zod-openapi'
import { listCustomers } from '../../db/customer-list.ts'
import { type CustomerPage, loadCustomerPage } from '../../db/customer-page.ts'
import { idSchema, pageOf } from '../../schemas/api/common.ts'
import {
  customerRowSchema,
  customerSchema,
  customersQuerySchema,
} from '../../schemas/api/customers.ts'
import { createArea, ok } from '../area.ts'
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

export function customerRoutes({ db }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const { items, next } = await listCustomers(db, c.req.valid('query'))
      const rows = items.map((row) => ({ ...row, lastPurchaseAt: toIsoOrNull(row.lastPurchaseAt) }))
      return c.json({ items: rows, next }, 200)
    })
    .openapi(load, async (c) =>
      c.json(pageOfCustomer(await loadCustomerPage(db, c.req.valid('param').id)), 200),
    )
}

function pageOfCustomer(page: CustomerPage) {
  return {
    ...page,
    createdAt: toIso(page.createdAt),
    erasedAt: toIsoOrNull(page.erasedAt),
    firstPurchaseAt: toIsoOrNull(page.firstPurchaseAt),
    lastPurchaseAt: toIsoOrNull(page.lastPurchaseAt),
    consents: [...page.consents],
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
