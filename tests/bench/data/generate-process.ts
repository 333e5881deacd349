import { generateFiles } from './generate.ts'

// node generate-process.ts <folder> <customers> <now>: in a process of its own, whose memory is not counted as an import's.

const [folder = '', customers, now] = process.argv.slice(2)
await generateFiles(folder, { customers: Number(customers), now: Number(now) })
