import { createRoute } from '@hono/zod-openapi'
import { countGrid } from '../../db/analysis/grid.ts'
import { gridQuerySchema, gridSchema } from '../../schemas/api/grids.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'

const tags = ['segments']

const count = createRoute({
  method: 'post',
  path: '/api/v1/grids',
  tags,
  summary:
    'Customers counted by one axis or two; every cell comes with the rule that makes it a segment.',
  request: { body: jsonBody(gridQuerySchema) },
  responses: ok(gridSchema),
})

export function gridRoutes({ db }: Deps) {
  return createArea().openapi(count, async (c) => {
    const { asOf, ...wanted } = c.req.valid('json')
    const at = asOf === undefined ? Date.now() : Date.parse(asOf)
    const { rows, columns, cells } = await countGrid(db, { ...wanted, asOf: at })
    const sum = (of: (cell: (typeof cells)[number]) => number) =>
      cells.reduce((all, cell) => all + of(cell), 0)
    return c.json(
      {
        asOf: toIso(at),
        customers: sum((cell) => cell.customers),
        amount: Math.round(sum((cell) => cell.amount) * 100) / 100,
        rows: [...rows],
        columns: [...columns],
        cells: [...cells],
      },
      200,
    )
  })
}
