#!/usr/bin/env node
import { ensureInstalled, runTypeScript } from './bootstrap.js'

stopWithNpm()
ensureInstalled()
await runTypeScript('bin/dasi.ts', ['start', ...process.argv.slice(2)])

/**
 * npm gives SIGTERM to the shell between it and us, and the shell dies without passing it on. Then our
 * parent is another one.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const shell = process.ppid
  const watch = () => {
    if (process.ppid !== shell) process.kill(process.pid, 'SIGTERM')
  }
  setInterval(watch, 500).unref()
}
