import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DefaultLogger, type ReplayResult, Runtime, Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { ask } from '../support/ask.ts'
import { historyOfJson } from './history-file.ts'

const folder = join(import.meta.dirname, 'histories')
const versions = readdirSync(folder).sort()
Runtime.install({ logger: new DefaultLogger('ERROR') })

test.each(versions)(
  'workflows that %s began go on under the interpreter of today',
  async (version) => {
    const recorded = readHistories(version)
    const replayed = await replay(recorded)

    expect(replayed.filter(({ error }) => error)).toEqual([])
    expect(replayed.map(({ workflowId }) => workflowId)).toEqual(recorded.map(({ name }) => name))
  },
)

test.each(versions)('the histories of %s hold everything a workflow may meet', (version) => {
  const found = new Set(readHistories(version).flatMap(({ json }) => eventTypes(json)))
  expect([...found].sort()).toEqual(expect.arrayContaining(wanted))
})

test('a history that today’s interpreter would not have written is refused', async () => {
  const [first] = readHistories(versions[0] ?? '').filter(({ json }) => json.includes('"deliver"'))
  const other = { name: 'other', json: (first?.json ?? '').replaceAll('"deliver"', '"dispatch"') }

  const [result] = await replay([other])
  expect(result?.error?.name).toBe('DeterminismViolationError')
})

const wanted = [
  'EVENT_TYPE_ACTIVITY_TASK_COMPLETED',
  'EVENT_TYPE_EXTERNAL_WORKFLOW_EXECUTION_SIGNALED',
  'EVENT_TYPE_TIMER_CANCELED',
  'EVENT_TYPE_TIMER_FIRED',
  'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED',
  'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW',
  'EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED',
]

interface Recorded {
  readonly name: string
  readonly json: string
}

function readHistories(version: string): Recorded[] {
  const names = readdirSync(join(folder, version)).sort()
  return names.map((name) => ({ name, json: readFileSync(join(folder, version, name), 'utf8') }))
}

async function replay(recorded: readonly Recorded[]): Promise<ReplayResult[]> {
  const { codePath } = await ask('/bundle')
  const histories = recorded.map(({ name, json }) => ({
    workflowId: name,
    history: historyOfJson(json),
  }))
  const results: ReplayResult[] = []
  for await (const result of Worker.runReplayHistories(
    { workflowBundle: { codePath } },
    histories,
  )) {
    results.push(result)
  }
  return results
}

function eventTypes(json: string): string[] {
  return [...json.matchAll(/"eventType":"(\w+)"/g)].map(([, type]) => type ?? '')
}
