import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { writeAudit } from '../../db/audit.ts'
import { newStranger } from '../../db/customers.ts'
import { listImports } from '../../db/import-list.ts'
import { loadInstallation } from '../../db/installation.ts'
import { parseDelimiter } from '../../intake/import/detect-delimiter.ts'
import { importCustomers } from '../../intake/import/import-customers.ts'
import { importPurchases } from '../../intake/import/import-purchases.ts'
import { importLimits } from '../../intake/import/limits.ts'
import { parseMapping } from '../../intake/import/map-columns.ts'
import type { CustomersReport, PurchasesReport } from '../../intake/import/report.ts'
import { listOf } from '../../schemas/api/common.ts'
import {
  importedSchema,
  importJobSchema,
  importPathSchema,
  importQuerySchema,
} from '../../schemas/api/imports.ts'
import { Failure } from '../../schemas/failure.ts'
import { createArea, ok } from '../area.ts'
import { type Deps, nameOf } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['imports']
const fileMaxBytes = 512 * 1024 * 1024

const list = createRoute({
  method: 'get',
  path: '/api/v1/imports',
  tags,
  summary: 'The latest imports.',
  responses: ok(listOf(importJobSchema)),
})
const upload = createRoute({
  method: 'post',
  path: '/api/v1/imports/{kind}',
  tags,
  summary:
    'Import a file of customers or purchases, or try it (dryRun); all of its good rows or nothing.',
  request: {
    params: importPathSchema,
    query: importQuerySchema,
    body: { required: true, content: { 'text/csv': { schema: z.string() } } },
  },
  responses: ok(importedSchema),
})

export function importRoutes({ db, reach }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const items = (await listImports(db)).map((job) => ({
        ...job,
        startedAt: toIso(job.startedAt),
        endedAt: toIsoOrNull(job.endedAt),
      }))
      return c.json({ items }, 200)
    })
    .openapi(upload, async (c) => {
      const { kind } = c.req.valid('param')
      const query = c.req.valid('query')
      const file = fileOf(c)
      const options = {
        ...optionsOf(query),
        zone: (await loadInstallation(db)).zone,
        signal: c.req.raw.signal,
        now: Date.now(),
        reach,
      }
      const report =
        kind === 'customers'
          ? await importCustomers(db, file, options)
          : await importPurchases(db, file, {
              ...options,
              newCustomer: query.createCustomers === 'true' ? newStranger : undefined,
            })
      if (!report.dryRun) {
        const detail = { source: query.source, read: report.read }
        const actor = nameOf(c.get('actor'))
        await writeAudit(db, { actor, action: 'import', subject: `import:${kind}`, detail })
        await reach?.('import.stored')
      }
      return c.json(render(report), 200)
    })
}

function fileOf(c: Context): AsyncIterable<Uint8Array> {
  const { body } = c.req.raw
  if (body) return body
  throw new Failure('INVALID', 'There is no file: send it as the body, text/csv.', {
    details: { field: 'body' },
  })
}

function optionsOf(query: z.output<typeof importQuerySchema>) {
  const { source, delimiter, map, dateFormat } = query
  return {
    source,
    dryRun: query.dryRun === 'true',
    hasHeader: query.header === 'true',
    limits: { ...importLimits, maxBytes: fileMaxBytes },
    dateFormat,
    ...(map === undefined ? {} : { mapping: parseMapping(map) }),
    ...(delimiter === undefined ? {} : { delimiter: parseDelimiter(delimiter) }),
  }
}

/** Every count of the report by its name. */
function render(report: CustomersReport | PurchasesReport) {
  const {
    kind,
    dryRun,
    read,
    columns,
    ignoredColumns,
    rejected,
    notes,
    durationMs: _,
    ...rest
  } = report
  const counts = Object.entries(rest).flatMap(([name, n]) =>
    typeof n === 'number' ? [[name, n] as const] : [],
  )
  return {
    kind,
    dryRun,
    read,
    counts: Object.fromEntries(counts),
    columns: { ...columns },
    ignoredColumns: [...ignoredColumns],
    rejected: {
      total: rejected.total,
      byCode: { ...rejected.byCode },
      first: rejected.first.map((one) => ({ ...one })),
    },
    notes: [...notes],
  }
}
