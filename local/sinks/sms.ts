import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from './ledger.ts'

export interface SinkSms {
  readonly key: string
  readonly to: string
  readonly text: string
  readonly size: string
  /** Real instant of acceptance, epoch milliseconds. */
  readonly at: number
}

/** How the gateway misbehaves for one request. */
export type SmsFault =
  | { readonly fault: 'status'; readonly status: number; readonly retryAfter?: string }
  /** Takes the message and says nothing (`taken`), or says nothing at all. */
  | { readonly fault: 'hang'; readonly taken: boolean }
  /** Answers 200 with something that is not JSON. */
  | { readonly fault: 'garbage' }
  /** Takes the message and cuts the connection. */
  | { readonly fault: 'drop' }
  /** Takes the message at once and answers late. */
  | { readonly fault: 'slow'; readonly ms: number }

export interface SmsSink {
  readonly port: number
  /** For the settings of the SMS channel. */
  readonly url: string
  /** Each key once, as a gateway does that honours keys. */
  readonly accepted: readonly SinkSms[]
  /** Every request heard, refused ones and repeated ones too. */
  readonly heard: readonly { readonly key: string; readonly to: string }[]
  /** From now on; null: it behaves. */
  misbehave(faultOf: ((to: string) => SmsFault | null) | null): void
  close(): Promise<void>
}

/**
 * A gateway for text messages on loopback that delivers nothing and keeps what it has accepted: POST JSON
 * `{ to, text, size }` with `Idempotency-Key` and `Authorization: Bearer`, answered by `{ id }`.
 */
export async function startSmsSink({
  port = 0,
  apiKey,
  ledgerPath,
}: {
  port?: number
  apiKey?: string
  ledgerPath?: string
} = {}): Promise<SmsSink> {
  const ledger = openLedger<SinkSms>(ledgerPath)
  const keys = new Set<string>()
  const heard: { key: string; to: string }[] = []
  let faultOf: ((to: string) => SmsFault | null) | null = null

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await textOf(request)) as { to: string; text: string; size: string }
    const key = String(request.headers['idempotency-key'] ?? '')
    heard.push({ key, to: body.to })
    if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
      return reply(response, 401, { error: 'unknown key' })
    }
    const fault = faultOf?.(body.to) ?? null
    if (fault?.fault === 'status') {
      if (fault.retryAfter !== undefined) response.setHeader('Retry-After', fault.retryAfter)
      return reply(response, fault.status, { error: 'told to refuse' })
    }
    if (fault?.fault === 'hang' && !fault.taken) return
    if (!keys.has(key)) {
      ledger.append({ key, ...body, at: Date.now() })
      keys.add(key)
    }
    if (fault?.fault === 'hang') return
    if (fault?.fault === 'drop') return void response.destroy()
    if (fault?.fault === 'slow') await sleep(fault.ms)
    if (fault?.fault === 'garbage') {
      response.end('<html>OK</html>')
      return
    }
    reply(response, 200, { id: `sink-${key}` })
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => reply(response, 400, { error: 'not understood' }))
  })
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}/send`,
    accepted: ledger.entries,
    heard,
    misbehave(next) {
      faultOf = next
    },
    async close() {
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
      ledger.close()
    },
  }
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}
