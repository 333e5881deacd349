import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ask } from '../support/ask.ts'

test('no library reaches a workflow but Temporal’s own, and of ours only what holds no library', async () => {
  const { codePath } = await ask('/bundle')
  const code = readFileSync(codePath, 'utf8')
  const packages = [...code.matchAll(/node_modules\/((?:@[^/"]+\/)?[^/"]+)\//g)].map((m) => m[1])
  const ours = [...code.matchAll(/"\.\/((?:engine|schemas|workflows)\/[^"]+\.ts)/g)].map(
    (m) => m[1],
  )

  expect([...new Set(packages)].sort()).toEqual([
    '@temporalio/common',
    '@temporalio/workflow',
    'long',
    'ms',
    'nexus-rpc',
  ])
  expect([...new Set(ours)].sort()).toEqual([
    'engine/ports.ts',
    'workflows/admission.ts',
    'workflows/campaign-run.ts',
    'workflows/cohort.ts',
    'workflows/ids.ts',
    'workflows/index.ts',
  ])
})
