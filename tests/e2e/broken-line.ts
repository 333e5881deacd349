import { connect as connectTo, createServer, type Socket } from 'node:net'

export interface Line {
  /** Where the server is reached by way of this line. */
  readonly url: string
  /** The server is gone: what is connected is cut, and nobody is let in. */
  cut(): Promise<void>
  /** It is back, at the same address. */
  mend(): Promise<void>
}

/** A line of bytes to a server, which can be cut and mended. */
export async function lineTo(server: string): Promise<Line> {
  const { hostname, port } = new URL(server)
  const sockets = new Set<Socket>()
  const relay = createServer((near) => {
    const far = connectTo({ host: hostname, port: Number(port) })
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.pipe(far).pipe(near)
  })
  const listen = (at: number) =>
    new Promise<void>((done, fail) => {
      relay.once('error', fail)
      relay.listen(at, hostname, done)
    })
  await listen(0)
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('The line has no port.')
  return {
    url: `http://${hostname}:${address.port}`,
    cut: () =>
      new Promise((done) => {
        relay.close(() => done())
        for (const socket of sockets) socket.destroy()
      }),
    mend: () => listen(address.port),
  }
}
