import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectFolder } from './config.ts'
import { runTool, type ToolOptions } from './run-tool.ts'

export interface Counts {
  readonly passed: number
  readonly failed: number
}

interface Check {
  readonly title: string
  readonly tool: readonly [name: string, args: readonly string[], options?: ToolOptions]
}

const layers = [
  ...['schemas', 'engine', 'workflows', 'activities', 'intake', 'db', 'local', 'api'],
  ...['designer', 'bin', 'tests'],
].filter((folder) => existsSync(join(projectFolder, folder)))

const typeCheck = (title: string, project: string): Check => ({
  title,
  tool: ['typescript', ['--project', project, '--pretty', 'false'], { bin: 'tsc' }],
})

/** The slowest first: two run at a time. */
const checks: readonly Check[] = [
  { title: 'lint with types', tool: ['eslint', ['.', '--max-warnings=0']] },
  typeCheck('types of server and tests', 'tsconfig.json'),
  typeCheck('types of the pure core', 'tsconfig.core.json'),
  typeCheck('types of the designer', 'designer/tsconfig.json'),
  {
    title: 'who imports whom',
    tool: [
      'dependency-cruiser',
      ['--config', '.dependency-cruiser.cjs', ...layers],
      { bin: 'depcruise' },
    ],
  },
  { title: 'format and lint', tool: ['@biomejs/biome', ['check', '.'], { bin: 'biome' }] },
  { title: 'nothing unused', tool: ['knip', ['--no-progress']] },
]

/** Runs all static checks; writes each result, with what the tool said if it failed, as it is known. */
export async function runChecks(write: (text: string) => unknown): Promise<Counts> {
  const waiting = [...checks]
  let passed = 0
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const { code, output } = await runTool(...check.tool)
      if (code === 0) passed += 1
      write(code === 0 ? `✓ ${check.title}\n` : `✗ ${check.title}\n${output.trim()}\n\n`)
    }
  }
  await Promise.all([lane(), lane()])
  return { passed, failed: checks.length - passed }
}
