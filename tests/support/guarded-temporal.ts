import {
  connect,
  constants,
  createSecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Authority } from './certificates.ts'

export interface GuardedTemporal {
  readonly address: string
  /** Calls let through, and calls refused for want of the key. */
  counts(): { passed: number; refused: number }
  close(): Promise<void>
}

/** Before a Temporal service: speaks TLS, wants a certificate of this authority and this key, like a hosted one. */
export async function guardTemporal(
  target: string,
  { authority, apiKey }: { authority: Authority; apiKey: string },
): Promise<GuardedTemporal> {
  const upstream = connect(`http://${target}`)
  upstream.on('error', () => undefined)
  let passed = 0
  let refused = 0
  const server = createSecureServer({
    ...authority.issue('temporal'),
    ca: authority.cert,
    requestCert: true,
    rejectUnauthorized: true,
  })
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    if (headers.authorization === `Bearer ${apiKey}`) {
      passed += 1
      forward(stream, headers)
    } else {
      refused += 1
      const unauthenticated = { 'grpc-status': '16', 'grpc-message': 'the key is not known' }
      stream.respond(
        { 'content-type': 'application/grpc', ...unauthenticated },
        { endStream: true },
      )
    }
  })
  function forward(stream: ServerHttp2Stream, headers: IncomingHttpHeaders) {
    const call = upstream.request(headers)
    call.on('error', () => stream.destroy())
    stream.on('close', () => call.close(constants.NGHTTP2_CANCEL))
    call.on('response', (answer, flags) => {
      const endStream = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0
      stream.respond(answer, endStream ? { endStream } : { waitForTrailers: true })
    })
    call.on('trailers', (trailers) => {
      stream.on('wantTrailers', () => stream.sendTrailers(trailers))
    })
    stream.pipe(call)
    call.pipe(stream)
  }
  const sessions = new Set<{ destroy(): void }>()
  server.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
    session.on('error', () => undefined)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()))
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts: () => ({ passed, refused }),
    async close() {
      for (const session of sessions) session.destroy()
      upstream.destroy()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}
