#!/usr/bin/env node
import { ensureInstalled, runTypeScript } from './bootstrap.js'

ensureInstalled()
await runTypeScript('bin/dasi.ts', ['start', ...process.argv.slice(2)])
