import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface Sink {
  readonly url: string
  readonly port: number
  /** Messages taken since the start. */
  taken(): Promise<number>
  stop(): Promise<void>
}

/** A mail server in a process of its own, so that taking costs the sender nothing but the conversation. */
export async function startSink(): Promise<Sink> {
  const program = new URL('sink-process.ts', import.meta.url).pathname
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const port = Number((await lines.next()).value)
  if (!port) throw new Error('The sink for e-mails did not start')
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    async taken() {
      child.stdin.write('taken\n')
      return Number((await lines.next()).value)
    },
    async stop() {
      const exited = new Promise((done) => child.once('exit', done))
      child.stdin.end()
      await exited
    },
  }
}
