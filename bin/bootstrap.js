// Plain JavaScript that Node 20 runs: installs what is missing, and goes on with Node 24.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)))

/** Installs the packages of the lock file, unless they are there already. */
export function ensureInstalled() {
  if (isInstalled()) return
  process.stderr.write('Installing packages (once; this takes a minute or two)\n')
  // Nothing we use needs an install script. Errors only: npm would warn about each package that wants
  // a newer Node than the one npm itself runs on, while we run on Node 24.
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  // Not "npm ci": it refuses a lock file that leaves out optional packages of other platforms. Every
  // package that the lock file does hold is installed at its version, its hash checked.
  const exact = ['--no-save', '--include=dev', '--include=optional']
  const status = runNpm(['install', ...quiet, ...exact])
  if (status !== 0) fail(`npm install failed (exit code ${status}). Its message above says why.`)
}

/** Whether exactly the locked packages are installed; npm keeps its own record of what is there. */
export function isInstalled(folder = projectFolder) {
  const record = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const locked = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(locked).every(([path, { version, optional, link, peer }]) => {
    if (path === '' || link) return true
    // Packages for other platforms are never there.
    if (!present[path]) return optional === true || peer === true
    return present[path].version === version
  })
}

/**
 * Runs a TypeScript program of ours to its end, on Node 24: in this process if it is new enough, else in
 * one of its own, which shares our terminal, gets our signals, and ends when we end.
 */
export async function runTypeScript(file, args = process.argv.slice(2)) {
  const path = join(projectFolder, file)
  if (major() >= 24) {
    process.argv = [process.execPath, path, ...args]
    await import(pathToFileURL(path).href)
    return
  }
  const child = spawn(findNode(), [path, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.exitCode = await ended(child)
}

/** The Node that runs everything after the bootstrap. */
export function findNode() {
  if (major() >= 24) return process.execPath
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const packaged = join(
    projectFolder,
    'node_modules',
    `node-${platform}-${process.arch}`,
    'bin',
    name,
  )
  if (existsSync(packaged) && spawnSync(packaged, ['--version']).status === 0) return packaged
  const [, minor] = process.versions.node.split('.').map(Number)
  if (major() > 22 || (major() === 22 && minor >= 18)) return process.execPath
  fail(
    `Dasi runs on Node.js 22.18 or newer; this is ${process.version}, and for ${process.platform} on ${process.arch} no newer one comes with the packages. Install Node.js 24 and start again.`,
  )
}

/** Resolves with the exit code of a child process. */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => fail(`${child.spawnfile} could not be run: ${error.message}`))
    child.once('exit', (code, signal) => resolve(code ?? (signal ? 128 : 1)))
  })
}

/** Ends this process with one clear sentence. */
export function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

function runNpm(args) {
  const options = { cwd: projectFolder, stdio: ['ignore', 'inherit', 'inherit'] }
  // Inside an npm script this names npm itself, which is then the same npm as the caller's.
  const npm = process.env.npm_execpath
  const result =
    npm && /npm-cli\.[cm]?js$/.test(npm)
      ? spawnSync(process.execPath, [npm, ...args], options)
      : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
  return result.status ?? 1
}

function major() {
  return Number(process.versions.node.split('.')[0])
}
