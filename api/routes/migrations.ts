import { createRoute, z } from '@hono/zod-openapi'
import { waitMs } from '../../db/operate/act.ts'
import { loadOperation } from '../../db/operate/list.ts'
import { goOnWith } from '../../db/operate/step.ts'
import { listRunVersions, runVersion } from '../../db/runs/run-plans.ts'
import { runOfUuid } from '../../db/runs/runs.ts'
import { startMigration } from '../../db/runs/start-migration.ts'
import {
  checkMigration,
  loadDifference,
  type MigrationRow,
} from '../../db/scenarios/plan-versions.ts'
import { idSchema } from '../../schemas/api/common.ts'
import {
  differenceSchema,
  migrationCheckSchema,
  migrationSchema,
  runVersionPathSchema,
  runVersionsSchema,
} from '../../schemas/api/migrations.ts'
import { operationSchema } from '../../schemas/api/operations.ts'
import type { PlanNode } from '../../schemas/plan.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso } from '../instants.ts'
import { wakeCohorts } from '../wake.ts'
import { renderOperation } from './operations.ts'

const tags = ['operating']
const idPath = z.object({ id: idSchema })

const versions = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/versions',
  tags,
  summary: 'The versions of a run’s scenario: which its customers are on, and which are newer.',
  request: { params: idPath },
  responses: ok(runVersionsSchema),
})
const difference = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}/versions/{version}/difference',
  tags,
  summary: 'What another version changes, and how many stand at each step.',
  request: { params: runVersionPathSchema },
  responses: ok(differenceSchema),
})
const check = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/migration/check',
  tags,
  summary: 'Who would go where if the run went over to another version; nothing is done.',
  request: { params: idPath, body: jsonBody(migrationSchema) },
  responses: ok(migrationCheckSchema),
})
const start = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/migration',
  tags,
  summary: 'Take a run over to another version, cohort by cohort.',
  description:
    'Answers within seconds; what is left then goes on by itself. Without it everybody finishes on the version they came with.',
  request: { params: idPath, body: jsonBody(migrationSchema) },
  responses: ok(operationSchema),
})

export function migrationRoutes(deps: Deps) {
  const { db } = deps
  return createArea()
    .openapi(versions, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const items = (await listRunVersions(db, run)).map(({ plan: _, publishedAt, ...one }) => ({
        ...one,
        publishedAt: toIso(publishedAt),
      }))
      return c.json({ items }, 200)
    })
    .openapi(difference, async (c) => {
      const { id, version } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      const { from, to, difference: found, standing } = await loadDifference(db, { run, version })
      const at = (node: PlanNode) => ({ ...stepOf(node), standing: standing.get(node.no) ?? 0 })
      return c.json(
        {
          ...found,
          ...{ from, to },
          added: found.added.map(stepOf),
          removed: found.removed.map(at),
          changed: found.changed.map(({ after, fields }) => ({
            ...at(after),
            fields: [...fields],
          })),
          rewired: [...found.rewired],
        },
        200,
      )
    })
    .openapi(check, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const wanted = c.req.valid('json')
      const { plan } = await runVersion(db, { run, version: wanted.version })
      const { count, rows, refused, unmapped } = await checkMigration(db, { ...wanted, run, plan })
      return c.json(
        {
          ...{ version: wanted.version, count, refused: { ...refused } },
          rows: rows.map(renderRow),
          unmapped: unmapped.map(({ id }) => id),
        },
        200,
      )
    })
    .openapi(start, async (c) => {
      const run = await runOfUuid(db, c.req.valid('param').id)
      const by = nameOf(c.get('actor'))
      const id = await startMigration(db, { ...c.req.valid('json'), run, by })
      const { wake } = await goOnWith(db, id, { forMs: waitMs })
      await wakeCohorts(deps, wake)
      return c.json(renderOperation(await loadOperation(db, { run, id })), 200)
    })
}

function stepOf({ no, id, node }: PlanNode) {
  return { node: no, nodeId: id, kind: node.kind, title: node.title }
}

function renderRow({ version, from, to, fate, customers, held, ordered, started }: MigrationRow) {
  return {
    from: { ...stepOf(from), version },
    to: to && stepOf(to),
    customers,
    change: changeOf(fate),
    held,
    openContacts: ordered,
    startedContacts: started,
    waits: fate.do === 'stay' ? fate.waits : null,
  }
}

function changeOf(fate: MigrationRow['fate']): 'same' | 'changed' | 'moved' | 'left' | 'stay' {
  switch (fate.do) {
    case 'stay':
      return fate.changed ? 'changed' : 'same'
    case 'go':
      return 'moved'
    case 'leave':
      return 'left'
    case 'refuse':
      return 'stay'
  }
}
