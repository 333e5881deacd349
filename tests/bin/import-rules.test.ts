import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { runTool } from '../../bin/run-tool.ts'
import { temporaryFolder } from '../support/dasi.ts'

const files: Readonly<Record<string, string>> = {
  'tsconfig.json': '{}',
  'schemas/a.ts': "import { readFileSync } from 'node:fs'\nexport const a = readFileSync",
  'engine/a.ts': "import { b } from '../db/b.ts'\nexport const a = b",
  'engine/fine.ts': "import { a } from '../schemas/a.ts'\nexport const fine = a",
  'db/b.ts': "import { sql } from 'kysely'\nexport const b = sql",
  'intake/sql.ts': "import { sql } from 'kysely'\nexport const b = sql",
  'intake/temporal.ts': "import { Client } from '@temporalio/client'\nexport const b = Client",
  'workflows/w.ts': 'export const w = 1\nexport type W = 1',
  'workflows/clock.ts': "import { Worker } from '@temporalio/worker'\nexport const b = Worker",
  'api/fine.ts': "import type { W } from '../workflows/w.ts'\nexport type A = W",
  'api/bad.ts': "import { w } from '../workflows/w.ts'\nexport const a = w",
  'designer/bad.ts': "import { a } from '../api/bad.ts'\nexport const d = a",
  'local/one.ts': "import { two } from './two.ts'\nexport const one = () => two",
  'local/two.ts': "import { one } from './one.ts'\nexport const two = () => one",
}

test('who may import whom is checked, and can fail', async () => {
  const cwd = temporaryFolder()
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true })
    writeFileSync(join(cwd, file), text)
  }
  // Unresolvable from there, packages are still recognised by their names.
  const config = resolve('.dependency-cruiser.cjs')
  const folders = ['schemas', 'engine', 'db', 'intake', 'workflows', 'api', 'designer', 'local']
  const args = ['--config', config, '--output-type', 'json', ...folders]
  const { output } = await runTool('dependency-cruiser', args, { bin: 'depcruise', cwd })
  const { summary } = JSON.parse(output) as {
    summary: { violations: { from: string; to: string; rule: { name: string } }[] }
  }
  const found = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`)
  expect([...new Set(found)].sort()).toMatchInlineSnapshot(`
    [
      "api/bad.ts: api-sees-workflows-only-as-types",
      "designer/bad.ts: designer-sees-api-only-as-types",
      "engine/a.ts: engine-imports-only-schemas",
      "intake/sql.ts: sql-stays-in-db",
      "intake/temporal.ts: intake-imports-only-db-engine-schemas",
      "intake/temporal.ts: temporal-stays-at-the-edge",
      "local/one.ts: no-cycles",
      "schemas/a.ts: pure-core-has-no-node-builtins",
      "workflows/clock.ts: workflow-sdk-only-in-workflows",
      "workflows/clock.ts: workflows-imports-only-engine",
    ]
  `)
})
