import { beforeAll, expect, test } from 'vitest'
import {
  archiveCampaign,
  createCampaign,
  listCampaigns,
  loadCampaign,
  saveCampaign,
} from '../../db/scenarios/campaigns.ts'
import { loadCatalogue } from '../../db/scenarios/catalogue.ts'
import { findPlan } from '../../db/scenarios/find-plan.ts'
import { listVersions, loadVersion, publish, publishFile } from '../../db/scenarios/plans.ts'
import { currentPolicy, savePolicy } from '../../db/scenarios/policies.ts'
import {
  createScenario,
  duplicateScenario,
  loadScenario,
  saveDraft,
} from '../../db/scenarios/scenarios.ts'
import type { Db } from '../../db/schema.ts'
import { briefSchema } from '../../schemas/brief.ts'
import { testDatabase } from '../support/database.ts'
import { makeScenario } from './make-scenario.ts'

const by = 'a@example.com'
const nowhere = '00000000-0000-4000-8000-000000000000'

let db: Db
beforeAll(async () => {
  db = (await testDatabase()).db
})

async function newScenario(draft = makeScenario()) {
  const campaign = await createCampaign(db, { name: 'Spring', by })
  return createScenario(db, { campaign: campaign.id, draft, by })
}

test('a draft is saved over the revision it was loaded with, and no other', async () => {
  const { id, revision } = await newScenario()
  const renamed = makeScenario({ name: 'Second thoughts' })
  expect(await saveDraft(db, id, { draft: renamed, revision, by })).toMatchObject({ revision: 1 })
  const late = saveDraft(db, id, { draft: makeScenario(), revision, by: 'b@example.com' })
  await expect(late).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { current: { draft: renamed, revision: 1, updatedBy: by } },
  })
  expect(await loadScenario(db, id)).toMatchObject({ name: 'Second thoughts', draft: renamed })
  await expect(saveDraft(db, nowhere, { draft: renamed, revision, by })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('publishing keeps the plan for ever; publishing the same again answers the same version', async () => {
  const { id } = await newScenario()
  expect(await loadScenario(db, id)).toMatchObject({ newest: null, changedSince: true })
  await expect(findPlan(db, { scenario: id })).rejects.toMatchObject({ code: 'NOT_READY' })
  const first = await publish(db, { scenario: id, revision: 0, by })
  expect(first).toMatchObject({ version: 1, isNew: true, publishedBy: by })
  expect(await publish(db, { scenario: id, by: 'b@example.com' })).toEqual({
    ...first,
    isNew: false,
  })
  expect(await loadScenario(db, id)).toMatchObject({ newest: { version: 1 }, changedSince: false })
  await saveDraft(db, id, { draft: makeScenario({ body: 'Hi' }), revision: 0, by })
  expect((await loadScenario(db, id)).changedSince).toBe(true)
  const second = await publish(db, { scenario: id, by })
  expect(second).toMatchObject({ version: 2, isNew: true })
  expect((await listVersions(db, id)).map(({ version }) => version)).toEqual([2, 1])
  expect(await findPlan(db, { scenario: id })).toEqual({
    plan: second.plan,
    version: 2,
    scenario: id,
  })
  expect(await findPlan(db, { scenario: id, version: 1 })).toMatchObject({ plan: first.plan })
  const { name } = await loadScenario(db, id)
  expect(await findPlan(db, { scenario: name })).toMatchObject({ plan: second.plan })
  await expect(findPlan(db, { scenario: 'No such name' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  await expect(findPlan(db, { scenario: id, version: 9 })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  })
  expect((await loadVersion(db, { scenario: id, version: 1 })).source).toEqual(makeScenario())
})

test('going back to an earlier drawing makes a version of its own', async () => {
  const { id } = await newScenario()
  const first = await publish(db, { scenario: id, by })
  await saveDraft(db, id, { draft: makeScenario({ body: 'Hi' }), revision: 0, by })
  await publish(db, { scenario: id, by })
  await saveDraft(db, id, { draft: makeScenario(), revision: 1, by })
  expect(await publish(db, { scenario: id, by })).toMatchObject({ version: 3, hash: first.hash })
})

test('a step keeps its number through versions that leave it out, and its kind for ever', async () => {
  const { id, scenario } = await newScenario()
  await publish(db, { scenario: id, by })
  const before = (await loadCatalogue(db, scenario, 0)).nodes
  const all = makeScenario()
  const shorter = {
    ...all,
    nodes: all.nodes
      .filter((node) => node.id !== 'thanks')
      .map((node) =>
        node.id === 'back' ? { ...node, next: { purchased: 'end', none: 'end' } } : node,
      ),
  }
  await saveDraft(db, id, { draft: shorter, revision: 0, by })
  await publish(db, { scenario: id, by })
  expect((await loadCatalogue(db, scenario, 0)).nodes).toEqual(before)
  const reused = {
    ...shorter,
    nodes: shorter.nodes.map((node) =>
      node.id === 'end'
        ? { ...node, id: 'thanks' }
        : node.id === 'back'
          ? { ...node, next: { purchased: 'thanks', none: 'thanks' } }
          : node,
    ),
  }
  await saveDraft(db, id, { draft: reused, revision: 1, by })
  await expect(publish(db, { scenario: id, by })).rejects.toMatchObject({
    code: 'NOT_READY',
    details: { diagnostics: [{ code: 'KIND_CHANGED', nodeId: 'thanks' }] },
  })
})

test('a scenario with errors is not published, and says all of them', async () => {
  const draft = makeScenario()
  const broken = {
    ...draft,
    nodes: draft.nodes.map((node) => (node.kind === 'channel' ? { ...node, message: null } : node)),
  }
  const { id } = await newScenario(broken)
  await expect(publish(db, { scenario: id, by })).rejects.toMatchObject({
    code: 'NOT_READY',
    details: { diagnostics: [{ code: 'MESSAGE_MISSING', nodeId: 'mail' }] },
  })
  expect(await listVersions(db, id)).toEqual([])
  await expect(publish(db, { scenario: id, revision: 7, by })).rejects.toMatchObject({
    code: 'CONFLICT',
  })
})

test('two who publish at once make one version', async () => {
  const { id } = await newScenario()
  const both = await Promise.all([1, 2].map(() => publish(db, { scenario: id, by })))
  expect(both.map(({ version }) => version)).toEqual([1, 1])
  expect(both.filter(({ isNew }) => isNew)).toHaveLength(1)
})

test('a file makes campaign and scenario by name once, or nothing at all', async () => {
  const campaign = 'From a file'
  const count = async () =>
    (await listCampaigns(db)).filter(({ name }) => name === campaign).map((c) => c.scenarios)
  const empty = { ...makeScenario(), exitRules: [], start: 'end' }
  await expect(publishFile(db, { scenario: empty, campaign, by })).rejects.toMatchObject({
    code: 'NOT_READY',
  })
  expect(await count()).toEqual([])
  const first = await publishFile(db, { scenario: makeScenario(), campaign, by })
  const again = await publishFile(db, { scenario: makeScenario(), campaign, by })
  expect(again).toMatchObject({ scenario: first.scenario, version: 1, isNew: false })
  const changed = makeScenario({ body: 'Hi' })
  expect(await publishFile(db, { scenario: changed, campaign, by })).toMatchObject({ version: 2 })
  expect(await loadScenario(db, first.scenario)).toMatchObject({ draft: changed, revision: 1 })
  expect(await count()).toEqual([1])
})

test('a copy has the drawing and no versions', async () => {
  const { id, campaign } = await newScenario()
  await publish(db, { scenario: id, by })
  const copy = await duplicateScenario(db, id, { name: 'Copy', by })
  expect(copy).toMatchObject({ name: 'Copy', campaign, newest: null, revision: 0 })
  expect(copy.draft.nodes).toEqual(makeScenario().nodes)
})

test('a campaign is saved over its revision, archived and restored', async () => {
  const { id } = await createCampaign(db, { name: 'Autumn', by })
  const brief = { ...briefSchema.parse({}), budget: 500_000, targetSize: 1000 }
  const saved = await saveCampaign(db, id, { name: 'Autumn 2', brief, revision: 0, by })
  expect(saved).toMatchObject({ name: 'Autumn 2', brief, revision: 1, scenarios: [], runs: [] })
  const late = saveCampaign(db, id, { name: 'Autumn 3', brief, revision: 0, by })
  await expect(late).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { current: { name: 'Autumn 2', revision: 1 } },
  })
  expect(await listCampaigns(db)).toContainEqual(
    expect.objectContaining({ id, budget: 500_000, targetSize: 1000, runs: 0, activeRuns: 0 }),
  )
  await archiveCampaign(db, id, { archived: true, by })
  expect((await listCampaigns(db)).map((c) => c.id)).not.toContain(id)
  expect((await listCampaigns(db, { archived: true })).map((c) => c.id)).toContain(id)
  await archiveCampaign(db, id, { archived: false, by })
  expect((await loadCampaign(db, id)).archivedAt).toBeNull()
})

test.each([
  ['weights that do not make 100 %', { weights: { reward: 50, channel: 40 } }, /make 100 %/],
  ['an end before the start', { startsOn: '2026-02-01', endsOn: '2026-01-01' }, /before it starts/],
])('a brief with %s is refused', async (_what, part, message) => {
  const brief = { ...briefSchema.parse({}), ...part }
  await expect(createCampaign(db, { name: 'X', brief, by })).rejects.toThrow(message)
})

test('the budget of a drawing is that of its campaign', async () => {
  const brief = { ...briefSchema.parse({}), budget: 70_000 }
  const campaign = await createCampaign(db, { name: 'Budget', brief, by })
  const { scenario } = await createScenario(db, {
    campaign: campaign.id,
    draft: makeScenario(),
    by,
  })
  expect(await loadCatalogue(db, scenario, 5)).toMatchObject({ budget: 70_000, now: 5, nodes: {} })
})

test('a policy is changed version by version', async () => {
  const { policy, version } = await currentPolicy(db)
  const stricter = { ...policy, contactLimit: { contacts: 1, days: 7 } }
  const saved = await savePolicy(db, { policy: stricter, version, by })
  expect(await currentPolicy(db)).toEqual(saved)
  await expect(savePolicy(db, { policy, version, by })).rejects.toMatchObject({
    code: 'CONFLICT',
    details: { current: { policy: stricter } },
  })
})
