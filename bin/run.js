import { ensureInstalled, runTypeScript } from './bootstrap.js'

// Runs a program of the project by its path, with the words after it, from a bare clone too.
const [file = '', ...words] = process.argv.slice(2)
ensureInstalled()
await runTypeScript(file, words)
