import { Worker } from 'node:worker_threads'

/** Runs a module's work in a thread of its own, so that seconds of arithmetic stop no one else's requests. */
export function inThread<Result>(module: URL, input: unknown): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(module, { workerData: input })
    thread.once('message', resolve)
    thread.once('error', reject)
    thread.once('exit', (code) => reject(new Error(`${module.pathname} ended with ${code}`)))
  })
}
