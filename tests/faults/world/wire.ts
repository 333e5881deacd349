import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Interference, readPostgres } from './postgres-frames.ts'

/** What a proxy does to the connections that go through it. */
export type WireMood =
  | { readonly does: 'pass' }
  /** Every piece of data comes so much later, in order. */
  | { readonly does: 'delay'; readonly ms: number }
  /** Data vanish and nobody is told, until the mood changes: then these connections are reset. */
  | { readonly does: 'swallow' }
  /** Nobody gets in, and those who are in are cut off. */
  | { readonly does: 'refuse' }
  /** PostgreSQL only. */
  | Interference

export interface Wire {
  readonly port: number
  set(mood: WireMood): void
  /** Cuts every connection once. */
  cut(): void
  close(): Promise<void>
}

interface Link {
  readonly client: Socket
  readonly server: Socket
  /** Data of it were swallowed: it can only be reset. */
  broken: boolean
}

/** A TCP proxy on loopback. With `speaks` it understands PostgreSQL's frames and can answer in its stead. */
export async function startWire({
  to,
  speaks = 'bytes',
  chance,
}: {
  to: number
  speaks?: 'bytes' | 'postgres'
  chance: () => number
}): Promise<Wire> {
  let mood: WireMood = { does: 'pass' }
  const links = new Set<Link>()
  const destroy = (link: Link) => {
    links.delete(link)
    link.client.destroy()
    link.server.destroy()
  }

  const forward = (link: Link, target: Socket) => {
    let last = Promise.resolve()
    return (data: Buffer) => {
      if (mood.does === 'swallow') {
        link.broken = true
        return
      }
      if (mood.does !== 'delay') {
        void last.then(() => target.write(data))
        return
      }
      const { ms } = mood
      const due = new Promise<void>((done) => setTimeout(done, ms))
      last = last.then(() => due).then(() => void target.write(data))
    }
  }

  const server = createServer({ noDelay: true }, (client) => {
    if (mood.does === 'refuse') {
      client.destroy()
      return
    }
    const upstream = connect({ port: to, host: '127.0.0.1', noDelay: true })
    const link: Link = { client, server: upstream, broken: false }
    links.add(link)
    for (const socket of [client, upstream]) {
      socket.on('error', () => destroy(link))
      socket.on('close', () => destroy(link))
    }
    const toServer = forward(link, upstream)
    const toClient = forward(link, client)
    if (speaks === 'bytes') {
      client.on('data', toServer)
      upstream.on('data', toClient)
      return
    }
    const frames = readPostgres({
      toServer,
      toClient,
      hangUp: () => destroy(link),
      interference: () => (mood.does === 'diskFull' || mood.does === 'commitLost' ? mood : null),
      chance,
    })
    client.on('data', frames.fromClient)
    upstream.on('data', frames.fromServer)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      mood = next
      for (const link of links) if (link.broken || next.does === 'refuse') destroy(link)
    },
    cut() {
      for (const link of links) destroy(link)
    },
    async close() {
      for (const link of links) destroy(link)
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}
