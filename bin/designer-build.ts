import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SetupError } from '../local/setup-error.ts'
import { projectFolder } from './config.ts'
import { runTool } from './run-tool.ts'

const designer = join(projectFolder, 'designer')
const stamp = join(designer, 'dist', '.sources')

/** Builds the web application into designer/dist, unless it was built from these very sources. */
export async function buildDesigner(log: (message: string) => void): Promise<void> {
  if (!existsSync(join(designer, 'index.html'))) {
    log('There is no web application in designer/ to build')
    return
  }
  const sources = hashSources()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return
  log('Building the web application')
  const { code, output } = await runTool('vite', ['build', '--logLevel', 'warn'], {
    cwd: designer,
    // What started this may be a test runner; people get what people get.
    environment: { NODE_ENV: 'production' },
  })
  if (code !== 0) throw new SetupError(`The web application could not be built:\n${output}`)
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
