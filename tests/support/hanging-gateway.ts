import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { z } from 'zod'
import { createSmsAdapter } from '../../activities/channels/sms.ts'
import type { Db } from '../../db/schema.ts'
import { sandboxAdapters, type TestEngine, testEngine } from './engine.ts'

interface HangingGateway {
  readonly engine: TestEngine
  /** How many messages wait for an answer. */
  asked(): number
  /** Accepts those that wait, and says which numbers they are for. */
  answer(): string[]
}

/**
 * A running engine whose text messages go to a gateway that answers only when it is told to, everything else to the
 * sandbox; both end with the test file.
 * @param patienceMs - How long a message waits for its answer before it counts as unknown.
 */
export async function withHangingGateway(
  db: Db,
  { patienceMs }: { patienceMs: number },
): Promise<HangingGateway> {
  const waiting: { to: string; response: ServerResponse }[] = []
  const gateway = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => waiting.push({ to: message.parse(JSON.parse(body)).to, response }))
  })
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done))
  const { port } = gateway.address() as AddressInfo
  const sms = createSmsAdapter({ url: `http://127.0.0.1:${port}/send`, key: null })
  const others = sandboxAdapters(db)
  const engine = await testEngine(db, {
    adapterFor: (context, at) =>
      at.node.kind === 'channel' && at.node.channel === 'sms' ? sms : others(context, at),
    sendTimeoutMs: patienceMs,
  })
  const running = await engine.start()
  afterAll(async () => {
    gateway.closeAllConnections()
    await running.stop()
    gateway.close()
  })
  return {
    engine,
    asked: () => waiting.length,
    answer() {
      const taken = waiting.splice(0)
      for (const { response } of taken) {
        response.setHeader('content-type', 'application/json').end(JSON.stringify({ id: 'x' }))
      }
      return taken.map(({ to }) => to)
    },
  }
}

const message = z.object({ to: z.string() })
