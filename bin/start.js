#!/usr/bin/env node
import { ensureInstalled, runTypeScript } from './bootstrap.js'

stopWithNpm()
ensureInstalled()
await runTypeScript('bin/dasi.ts', ['start', ...process.argv.slice(2)])

/**
 * The script says `exec node …`, so that npm is our parent and its signals reach us; a shell in between
 * would keep them to itself. When npm is killed, our parent becomes another one.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return
  const npm = process.ppid
  const watch = () => {
    if (process.ppid !== npm) process.kill(process.pid, 'SIGTERM')
  }
  setInterval(watch, 500).unref()
}
