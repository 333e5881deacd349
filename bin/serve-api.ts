import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { SetupError } from '../local/setup-error.ts'

export interface Serving {
  readonly port: number
  /** Takes no more requests, lets those under way finish for two seconds, and ends the rest. */
  close(): Promise<void>
}

const finishMs = 2_000

/** Serves `fetch` over HTTP; resolves when it listens. Fails when the port is in use. */
export async function serveApi(
  fetch: Parameters<typeof getRequestListener>[0],
  { host, port }: { host: string; port: number },
): Promise<Serving> {
  const listener = getRequestListener(fetch)
  const server = createServer((request, response) => void listener(request, response))
  await listen(server, { host, port })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        const force = setTimeout(() => server.closeAllConnections(), finishMs)
        server.close(() => {
          clearTimeout(force)
          done()
        })
        server.closeIdleConnections()
      }),
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((done, refuse) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE' ? 'is in use' : `cannot be listened on (${cause.message})`
      refuse(
        new SetupError(`Port ${port} on ${host} ${why}. Set PORT or HOST to another one.`, {
          cause,
        }),
      )
    })
    server.listen(port, host, done)
  })
}
