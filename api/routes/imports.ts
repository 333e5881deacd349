import { createRoute, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { writeAudit } from '../../db/accounts/audit.ts'
import {
  cancelImport,
  type ImportJob,
  listImports,
  loadImport,
  loadRejects,
} from '../../db/imports/jobs.ts'
import { loadInstallation } from '../../db/installation.ts'
import { parseDelimiter } from '../../intake/import/detect-delimiter.ts'
import { importLimits } from '../../intake/import/limits.ts'
import { parseMapping } from '../../intake/import/map-columns.ts'
import { previewImport } from '../../intake/import/preview.ts'
import type { AnyReport } from '../../intake/import/report.ts'
import { runImport } from '../../intake/import/run-import.ts'
import { takeFeed } from '../../intake/import/take-feed.ts'
import { doneSchema, idSchema, listOf } from '../../schemas/api/common.ts'
import {
  fedSchema,
  feedKindSchema,
  feedSchema,
  importedSchema,
  importJobSchema,
  importPathSchema,
  importQuerySchema,
  previewedSchema,
  previewQuerySchema,
} from '../../schemas/api/imports.ts'
import { Failure } from '../../schemas/failure.ts'
import { nameOf } from '../actor.ts'
import { createArea, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'

const tags = ['imports']
const fileMaxBytes = 2 * 1024 * 1024 * 1024
const previewMaxBytes = 1024 * 1024
const csvBody = { required: true, content: { 'text/csv': { schema: z.string() } } } as const
const onePath = z.object({ id: idSchema })

const list = createRoute({
  method: 'get',
  path: '/api/v1/imports',
  tags,
  summary: 'The latest imports.',
  responses: ok(listOf(importJobSchema)),
})
const one = createRoute({
  method: 'get',
  path: '/api/v1/imports/{id}',
  tags,
  summary: 'One import: how far it is, or what became of it.',
  request: { params: onePath },
  responses: ok(importJobSchema),
})
const rejects = createRoute({
  method: 'get',
  path: '/api/v1/imports/{id}/rejects',
  tags,
  summary: 'The lines an import did not take, with the reason of each, as CSV; kept for 30 days.',
  request: { params: onePath },
  responses: {
    200: { description: 'The file.', content: { 'text/csv': { schema: z.string() } } },
  },
})
const cancel = createRoute({
  method: 'post',
  path: '/api/v1/imports/{id}/cancel',
  tags,
  summary: 'Stop an import that is under way; nothing of it is stored.',
  request: { params: onePath },
  responses: ok(doneSchema),
})
const upload = createRoute({
  method: 'post',
  path: '/api/v1/imports/{kind}',
  tags,
  summary: 'Import a file, or try it (dryRun); all of its good rows or nothing.',
  request: { params: importPathSchema, query: importQuerySchema, body: csvBody },
  responses: ok(importedSchema),
})
const preview = createRoute({
  method: 'post',
  path: '/api/v1/imports/{kind}/preview',
  tags,
  summary: 'What the beginning of a file looks like, and which column is probably what.',
  request: { params: importPathSchema, query: previewQuerySchema, body: csvBody },
  responses: ok(previewedSchema),
})
const feed = createRoute({
  method: 'post',
  path: '/api/v1/feeds/{kind}',
  tags,
  summary: 'Take rows of a shop, a web site or a call centre, each once by its event id.',
  request: { params: z.object({ kind: feedKindSchema }), body: jsonBody(feedSchema) },
  responses: ok(fedSchema),
})

export function importRoutes({ db, reach }: Deps) {
  return createArea()
    .openapi(list, async (c) => c.json({ items: (await listImports(db)).map(renderJob) }, 200))
    .openapi(one, async (c) => {
      return c.json(renderJob(await loadImport(db, c.req.valid('param').id)), 200)
    })
    .openapi(rejects, async (c) => {
      const csv = await loadRejects(db, c.req.valid('param').id)
      if (csv === null)
        throw new Failure('NOT_FOUND', 'No rejected lines are kept of this import.', {
          details: { reason: 'REJECTS_GONE' },
        })
      c.header('Content-Disposition', 'attachment; filename="rejects.csv"')
      // A byte-order mark, so that spreadsheets read it as UTF-8.
      return c.body(`\ufeff${csv}`, 200, { 'Content-Type': 'text/csv; charset=utf-8' })
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      const actor = nameOf(c.get('actor'))
      await db.transaction().execute(async (tx) => {
        await cancelImport(tx, id)
        await writeAudit(tx, { actor, action: 'import.cancel', subject: `import:${id}` })
      })
      return c.json({ done: true as const }, 200)
    })
    .openapi(upload, async (c) => {
      const { kind } = c.req.valid('param')
      const query = c.req.valid('query')
      const by = nameOf(c.get('actor'))
      const { job, report } = await runImport(db, kind, fileOf(c), {
        ...optionsOf(query),
        ...{ by, file: query.file ?? null, job: query.job },
        createCustomers: query.createCustomers === 'true',
        zone: (await loadInstallation(db)).zone,
        signal: c.req.raw.signal,
        now: Date.now(),
        reach,
      })
      if (!report.dryRun) {
        const detail = { source: query.source, read: report.read }
        await writeAudit(db, { actor: by, action: 'import', subject: `import:${kind}`, detail })
        await reach?.('import.stored')
      }
      return c.json({ id: report.dryRun ? null : job, ...render(report) }, 200)
    })
    .openapi(preview, async (c) => {
      const query = c.req.valid('query')
      const { delimiter, source, encoding, header } = query
      const found = await previewImport(db, c.req.valid('param').kind, beginningOf(fileOf(c)), {
        ...{ source, encoding, hasHeader: header === 'true' },
        delimiter: delimiter === undefined ? undefined : parseDelimiter(delimiter),
      })
      return c.json(
        {
          ...found,
          ...{ header: [...found.header], rows: found.rows.map((row) => [...row]) },
          ...{ fields: [...found.fields], mapping: { ...found.mapping } },
          missing: [...found.missing],
          proposals: found.proposals.map((p) => ({ ...p, examples: [...p.examples] })),
        },
        200,
      )
    })
    .openapi(feed, async (c) => {
      const { kind } = c.req.valid('param')
      const { source, events } = c.req.valid('json')
      const fed = await takeFeed(db, { kind, source, events, now: Date.now() })
      return c.json({ ...fed, rejected: [...fed.rejected] }, 200)
    })
}

function fileOf(c: Context): AsyncIterable<Uint8Array> {
  const { body } = c.req.raw
  if (body) return body
  throw new Failure('INVALID', 'There is no file: send it as the body, text/csv.', {
    details: { reason: 'NO_FILE', field: 'body' },
  })
}

async function* beginningOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of file) {
    yield chunk
    bytes += chunk.length
    if (bytes >= previewMaxBytes) return
  }
}

function optionsOf(query: z.output<typeof importQuerySchema>) {
  const { source, delimiter, map, dateFormat, encoding } = query
  return {
    source,
    encoding,
    dryRun: query.dryRun === 'true',
    hasHeader: query.header === 'true',
    limits: { ...importLimits, maxBytes: fileMaxBytes },
    dateFormat,
    ...(map === undefined ? {} : { mapping: parseMapping(map) }),
    ...(delimiter === undefined ? {} : { delimiter: parseDelimiter(delimiter) }),
  }
}

function renderJob(job: ImportJob) {
  const { startedAt, endedAt, progress, ...rest } = job
  return {
    ...rest,
    ...{ startedAt: toIso(startedAt), endedAt: toIsoOrNull(endedAt), progress: { ...progress } },
  }
}

/** Every count of the report by its name. */
function render(report: AnyReport) {
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
