#!/usr/bin/env node
import { ensureInstalled, runTypeScript } from './bootstrap.js'

ensureInstalled()
await runTypeScript('bin/check.ts')
