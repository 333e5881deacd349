import { createRoute, z } from '@hono/zod-openapi'
import { writeAudit } from '../../db/accounts/audit.ts'
import { loadInstallation } from '../../db/installation.ts'
import { listRunPages, loadRunPage, type RunPage } from '../../db/runs/run-page.ts'
import { cancelRun, createRun, pauseRun, resumeRun, runOfUuid } from '../../db/runs/runs.ts'
import { findPlan } from '../../db/scenarios/find-plan.ts'
import { loadPlan } from '../../db/scenarios/plan-cache.ts'
import { idSchema, listOf } from '../../schemas/api/common.ts'
import { launchSchema, runDetailSchema, runsQuerySchema } from '../../schemas/api/runs.ts'
import { type Channel, channels } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { Plan } from '../../schemas/plan.ts'
import type { RunSettings } from '../../schemas/run.ts'
import { nameOf } from '../actor.ts'
import { createArea, created, jsonBody, ok } from '../area.ts'
import type { Deps } from '../deps.ts'
import { toIso, toIsoOrNull } from '../instants.ts'
import { tellRun } from '../wake.ts'

const tags = ['runs']
const idPath = z.object({ id: idSchema })

const list = createRoute({
  method: 'get',
  path: '/api/v1/runs',
  tags,
  summary: 'Runs, newest first.',
  request: { query: runsQuerySchema },
  responses: ok(listOf(runDetailSchema)),
})
const launch = createRoute({
  method: 'post',
  path: '/api/v1/runs',
  tags,
  summary: 'Launch a published scenario: live, as a test, or in the sandbox.',
  request: { body: jsonBody(launchSchema) },
  responses: created(runDetailSchema, 'Launched.'),
})
const load = createRoute({
  method: 'get',
  path: '/api/v1/runs/{id}',
  tags,
  summary: 'One run.',
  request: { params: idPath },
  responses: ok(runDetailSchema),
})
const pause = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/pause',
  tags,
  summary: 'Nothing moves and nothing is sent until the run is resumed.',
  request: { params: idPath },
  responses: ok(runDetailSchema),
})
const resume = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/resume',
  tags,
  summary: 'Go on; what remained of a wait still remains.',
  request: { params: idPath },
  responses: ok(runDetailSchema),
})
const cancel = createRoute({
  method: 'post',
  path: '/api/v1/runs/{id}/cancel',
  tags,
  summary: 'Everybody leaves; contacts not yet made are never made.',
  request: { params: idPath },
  responses: ok(runDetailSchema),
})

export function runRoutes({ db, workflows, log, liveChannels, reach }: Deps) {
  return createArea()
    .openapi(list, async (c) => {
      const runs = await listRunPages(db, c.req.valid('query'))
      return c.json({ items: runs.map(renderRun) }, 200)
    })
    .openapi(launch, async (c) => {
      const { settings, ...wanted } = c.req.valid('json')
      const by = nameOf(c.get('actor'))
      const { plan, version } = await findPlan(db, wanted)
      const used = channelsOf((await loadPlan(db, plan)).plan)
      checkReady({ settings, used, liveChannels, ...(await loadInstallation(db)) })
      const { run, uuid } = await createRun(db, { plan, settings, by })
      const detail = { scenario: wanted.scenario, version, kind: settings.kind }
      await writeAudit(db, { actor: by, action: 'run.launch', subject: `run:${run}`, detail })
      await reach?.('launch.committed')
      // The run exists; if Temporal does not answer now, reconciling starts its workflow later.
      await workflows
        .startRun(run)
        .catch((err: unknown) => log.error({ err, run }, 'The workflow of a run did not start'))
      return c.json(renderRun(await loadRunPage(db, uuid)), 201)
    })
    .openapi(load, async (c) =>
      c.json(renderRun(await loadRunPage(db, c.req.valid('param').id)), 200),
    )
    .openapi(pause, async (c) => {
      const { id } = c.req.valid('param')
      await pauseRun(db, await runOfUuid(db, id), nameOf(c.get('actor')))
      return c.json(renderRun(await loadRunPage(db, id)), 200)
    })
    .openapi(resume, async (c) => {
      const { id } = c.req.valid('param')
      const run = await runOfUuid(db, id)
      await resumeRun(db, run, nameOf(c.get('actor')))
      await tellRun({ workflows, log }, run)
      return c.json(renderRun(await loadRunPage(db, id)), 200)
    })
    .openapi(cancel, async (c) => {
      const { id } = c.req.valid('param')
      await cancelRun(db, await runOfUuid(db, id), nameOf(c.get('actor')))
      return c.json(renderRun(await loadRunPage(db, id)), 200)
    })
}

function channelsOf(plan: Plan): Channel[] {
  const used = new Set(
    plan.nodes.map(({ node }) =>
      node.kind === 'channel' ? node.channel : node.kind === 'call' ? node.kind : null,
    ),
  )
  return channels.filter((channel) => used.has(channel))
}

function checkReady(launched: {
  settings: RunSettings
  used: readonly Channel[]
  liveChannels: readonly Channel[] | undefined
  gateOpen: boolean
}): void {
  const { settings, used, liveChannels, gateOpen } = launched
  if (settings.kind === 'sandbox') return
  if (!gateOpen) {
    throw new Failure(
      'NOT_READY',
      'The gate is closed: nothing is sent until an administrator opens it.',
      { details: { reason: 'GATE_CLOSED' } },
    )
  }
  const missing = used.filter((channel) => liveChannels && !liveChannels.includes(channel))
  if (missing.length > 0) {
    throw new Failure(
      'NOT_READY',
      `Not set up for real contacts: ${missing.join(', ')}. Set it up, or launch in the sandbox.`,
      {
        details: {
          reason: 'CHANNELS_NOT_SET_UP',
          field: 'settings.kind',
          value: settings.kind,
          channels: missing,
        },
      },
    )
  }
}

export function renderRun({ run: _, now, ...page }: RunPage) {
  return {
    ...page,
    clock: {
      now: toIso(now),
      secondsPerDay: page.kind === 'sandbox' ? page.settings.secondsPerDay : null,
    },
    startedAt: toIso(page.startedAt),
    asOf: toIso(page.asOf),
    endedAt: toIsoOrNull(page.endedAt),
    admissionDue: toIsoOrNull(page.admissionDue),
    closedAt: toIsoOrNull(page.closedAt),
  }
}
