import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { projectFolder } from './config.ts'

export interface ToolOptions {
  /** The name of the program, when it is not the package's. */
  readonly bin?: string
  readonly cwd?: string
  /** Whether what it writes goes to our terminal instead of into the answer. */
  readonly show?: boolean
  readonly environment?: Readonly<Record<string, string>>
}

/** Runs the program of an installed package; answers its exit code and what it wrote. */
export function runTool(
  name: string,
  args: readonly string[],
  { bin = name, cwd = projectFolder, show = false, environment = {} }: ToolOptions = {},
): Promise<{ code: number; output: string }> {
  // Tools start further programs by the name `node`; those must be the same one.
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`
  const child = spawn(process.execPath, [programOf(name, bin), ...args], {
    cwd,
    env: { ...process.env, ...environment, PATH: path },
    stdio: show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 128, output }))
  })
}

function programOf(name: string, bin: string): string {
  const folder = join(projectFolder, 'node_modules', name)
  const file = join(folder, 'package.json')
  if (!existsSync(file)) throw new Error(`The package ${name} is not installed. Run npm install.`)
  const declared = JSON.parse(readFileSync(file, 'utf8')) as {
    bin: string | Record<string, string>
  }
  const program = typeof declared.bin === 'string' ? declared.bin : declared.bin[bin]
  if (!program) throw new Error(`The package ${name} has no program ${bin}.`)
  return join(folder, program)
}
