import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Load {
  readonly port: number
  readonly path: string
  readonly key: string
  readonly perSecond: number
  /** Bodies, sent in this order; each is made at the instant it is sent. */
  readonly bodies: readonly (() => string)[]
}

export interface Asked {
  /** Epoch milliseconds at which the request was to leave; if the sender fell behind, that counts against us. */
  readonly dueAt: number
  readonly answeredAt: number
  readonly status: number
}

const connections = 64
const tickMs = 2

/**
 * Sends at a steady rate, whatever the answers do: a slow answer holds nothing back, so no delay is left out of the
 * measurement. Resolves when all are answered, in the order of the bodies.
 */
export async function sendSteadily({
  port,
  path,
  key,
  perSecond,
  bodies,
}: Load): Promise<readonly Asked[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const send = (body: string, dueAt: number) =>
    new Promise<Asked>((done, fail) => {
      const asked = request(
        { host: '127.0.0.1', port, path, method: 'POST', agent, headers },
        (response) => {
          response.resume()
          response.once('end', () =>
            done({ dueAt, answeredAt: instant(), status: response.statusCode ?? 0 }),
          )
        },
      )
      asked.once('error', fail)
      asked.end(body)
    })
  const startAt = instant() + 20
  const answers: Promise<Asked>[] = []
  while (answers.length < bodies.length) {
    const due = Math.floor(((instant() - startAt) / 1000) * perSecond) + 1
    for (let i = answers.length; i < Math.min(due, bodies.length); i++) {
      answers.push(send(bodies[i]?.() ?? '', startAt + (i / perSecond) * 1000))
    }
    await sleep(tickMs)
  }
  return Promise.all(answers).finally(() => agent.destroy())
}

/** Epoch milliseconds with fractions. */
function instant(): number {
  return performance.timeOrigin + performance.now()
}
