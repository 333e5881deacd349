import { createRoute, z } from '@hono/zod-openapi'
import { listAttributes } from '../../db/customers/attributes.ts'
import { listModels } from '../../db/scores/models.ts'
import { listKnownValues } from '../../db/segments/known-values.ts'
import { loadSegment } from '../../db/segments/segment-library.ts'
import { exportMembers, type Member } from '../../db/segments/segment-members.ts'
import type { CsvValue } from '../../engine/csv.ts'
import { idSchema } from '../../schemas/api/common.ts'
import { knownValuesQuerySchema, knownValuesSchema } from '../../schemas/api/segments.ts'
import { nameOf } from '../actor.ts'
import { createArea, ok } from '../area.ts'
import { csvAnswer } from '../csv-answer.ts'
import type { Deps } from '../deps.ts'
import { toIsoOrNull } from '../instants.ts'

const tags = ['segments']
const idPath = z.object({ id: idSchema })

const members = createRoute({
  method: 'get',
  path: '/api/v1/segments/{id}/customers',
  tags,
  summary: 'Who belongs now, as CSV: ids, metrics, attributes and scores; no names, no addresses.',
  request: { params: idPath },
  responses: {
    200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } },
  },
})
const known = createRoute({
  method: 'get',
  path: '/api/v1/known-values',
  tags,
  summary: 'Regions, purchase channels, categories and products to choose from in rules.',
  request: { query: knownValuesQuerySchema },
  responses: ok(knownValuesSchema),
})

/** Who belongs to a segment, and what rules can compare with. */
export function segmentMemberRoutes({ db }: Deps) {
  return createArea()
    .openapi(members, async (c) => {
      const { id, name, rule } = await loadSegment(db, c.req.valid('param').id)
      const { head, rowOf } = await memberHead(db)
      const by = nameOf(c.get('actor'))
      const pages = await exportMembers(db, { id, rule, by, now: Date.now() })
      return csvAnswer(`${name}.csv`, { head, pages: rowsOf(pages, rowOf) }) as never
    })
    .openapi(known, async (c) => {
      const values = await listKnownValues(db, c.req.valid('query').product)
      return c.json(values as z.input<typeof knownValuesSchema>, 200)
    })
}

const memberColumns = {
  customer: (one: Member) => one.externalId,
  gender: (one: Member) => one.gender,
  region: (one: Member) => one.region,
  points: (one: Member) => one.points,
  firstPurchaseAt: (one: Member) => toIsoOrNull(one.firstPurchaseAt),
  lastPurchaseAt: (one: Member) => toIsoOrNull(one.lastPurchaseAt),
  purchaseCount: (one: Member) => one.purchaseCount,
  totalAmount: (one: Member) => one.totalAmount,
  consent: (one: Member) => one.channels.join(' '),
}

/** The columns that are always there, then attributes and scores under the names that rules know them by. */
async function memberHead(db: Deps['db']) {
  const attributes = (await listAttributes(db)).map(({ key }) => key)
  const scores = (await listModels(db, { current: true })).flatMap(({ keys }) => [...keys]).sort()
  const head = [
    ...Object.keys(memberColumns),
    ...attributes.map((key) => `attributes.${key}`),
    ...scores.map((key) => `scores.${key}`),
  ]
  const rowOf = (one: Member): CsvValue[] => [
    ...Object.values(memberColumns).map((column) => column(one)),
    ...attributes.map((key) => plain(one.attributes[key])),
    ...scores.map((key) => one.scores[key] ?? null),
  ]
  return { head, rowOf }
}

function plain(value: unknown): CsvValue {
  if (value === null || value === undefined) return null
  return typeof value === 'number' ? value : String(value)
}

async function* rowsOf(
  pages: AsyncIterable<readonly Member[]>,
  rowOf: (one: Member) => CsvValue[],
): AsyncGenerator<CsvValue[][]> {
  for await (const page of pages) yield page.map(rowOf)
}
