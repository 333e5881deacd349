import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from '../local/setup-error.ts'
import { withRemedy } from '../local/system-error.ts'
import { projectFolder } from './config.ts'
import { publishPages } from './publish-pages.ts'
import { runTool } from './run-tool.ts'

const designer = join(projectFolder, 'designer')
const served = join(designer, 'dist')
const stamp = join(served, '.sources')

/**
 * Builds the web application into designer/dist, unless it was built from these very sources. A server that runs meanwhile
 * serves the former one until the new one is whole.
 */
export async function buildDesigner(log: (message: string) => void): Promise<void> {
  if (!existsSync(join(designer, 'index.html'))) {
    log('There is no web application in designer/ to build')
    return
  }
  const sources = hashSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  log('Building the web application')
  // A name of its own, for another start on these sources may build at the same time.
  const draft = join(served, `.draft-${process.pid}`)
  const into = ['--outDir', draft, '--emptyOutDir']
  const { code, output } = await runTool('vite', ['build', ...into, '--logLevel', 'warn'], {
    cwd: designer,
    // What started this may be a test runner; people get what people get.
    environment: { NODE_ENV: 'production' },
  })
  if (code !== 0) {
    rmSync(draft, { recursive: true, force: true })
    throw new SetupError(`The web application could not be built. ${withRemedy(output, served)}`)
  }
  publishPages(draft, { served })
  writeFileSync(stamp, sources)
}

/** All that goes into the bundle; file by file, in an order that never varies. */
function hashSources(): string {
  const hash = createHash('sha256')
  const folders = 'designer/**,engine/**,schemas/**,package-lock.json'
  const files = globSync(`{${folders}}`, {
    cwd: projectFolder,
    exclude: ['designer/dist/**', '**/node_modules/**'],
    withFileTypes: true,
  })
  const paths = files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
  for (const path of paths.sort()) {
    hash.update(path.slice(projectFolder.length)).update('\0').update(readFileSync(path))
  }
  return hash.digest('hex')
}
