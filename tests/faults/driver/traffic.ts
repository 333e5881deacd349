import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chanceOf } from '../world/chance.ts'
import type { World } from '../world/world.ts'
import type { Shop } from './shop.ts'

export interface Traffic {
  /** Customers who are about to say something. */
  readonly pending: number
  /** Nobody says anything new; resolves when everything begun has been answered. */
  stop(): Promise<void>
}

interface Line {
  readonly channel: 'email' | 'sms' | 'letter' | 'call'
  readonly id: string
  readonly raw?: string
}

/**
 * The customers: they read what providers have accepted for them and answer, by chance of the seed and the contact:
 * they buy, click, unsubscribe, reply or bounce, at once or late, often twice, never in order.
 */
export function startTraffic(world: World, shop: Shop): Traffic {
  const read = new Map<string, number>()
  const answering = new Set<Promise<void>>()
  let stopped = false

  function newLines(channel: Line['channel']): Line[] {
    const path = join(world.ledger, `${channel}.jsonl`)
    if (!existsSync(path)) return []
    const text = readFileSync(path, 'utf8')
    const whole = text.slice(0, text.lastIndexOf('\n') + 1)
    const from = read.get(channel) ?? 0
    read.set(channel, whole.length)
    return whole
      .slice(from)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { id, key, messageId, raw } = JSON.parse(line) as Record<string, string>
        const outward = (id ?? key ?? messageId ?? '').split(/[@#]/)[0] ?? ''
        return { channel, id: outward, ...(raw !== undefined && { raw }) }
      })
  }

  function say(work: Promise<void>): void {
    const saying = work
      .catch(() => undefined)
      .finally(() => {
        answering.delete(saying)
      })
    answering.add(saying)
  }

  async function answer(line: Line): Promise<void> {
    const drawn = (what: string) => chanceOf(world.seed, `${line.id} ${what}`)
    const late = drawn('late') < 0.15 ? 4000 : 0
    await sleep(late + drawn('when') * 1200)
    const what = drawn('what')
    const event = (response: string, more = {}) => ({
      eventId: `${line.id}:${response}`,
      event: {
        type: 'response',
        contact: line.id,
        response,
        at: new Date().toISOString(),
        ...more,
      },
    })
    const tell = async (told: ReturnType<typeof event>) => {
      await shop.tell(told)
      if (drawn('twice') < 0.4) {
        await sleep(drawn('again') * 1500)
        await shop.tell(told)
      }
    }
    if (what < 0.35) return tell(event('purchased', { amount: 10_000 + Math.floor(what * 1000) }))
    if (line.channel === 'call') return undefined
    if (what < 0.45) return tell(event('replied'))
    if (what < 0.5) return tell(event('bounced'))
    if (what < 0.6 && line.raw) return followLink(line, 'u')
    if (what < 0.75 && line.raw) return followLink(line, 'l')
    return undefined
  }

  async function followLink({ id, raw = '' }: Line, use: 'u' | 'l'): Promise<void> {
    const [, path] = new RegExp(`(/${use}/[\\w-]+)`).exec(textOf(raw)) ?? []
    if (!path) throw new Error(`No link /${use}/ in the message ${id}`)
    if (use === 'u') await shop.follow('POST', path, `${id}:unsubscribed`)
    else await shop.follow('GET', path, `${id}:clicked:*`)
  }

  const running = (async () => {
    while (!stopped) {
      for (const channel of ['email', 'sms', 'letter', 'call'] as const) {
        for (const line of newLines(channel)) say(answer(line))
      }
      await sleep(100)
    }
  })()
  return {
    get pending() {
      return answering.size
    },
    async stop() {
      stopped = true
      await running
      await Promise.all(answering)
    },
  }
}

/** The plain text of a message as it went over the wire. */
function textOf(raw: string): string {
  const parts = raw.split(/\r?\n\r?\n/)
  return parts
    .map((part) => (/^[\w+/=\r\n]+$/.test(part.split('--')[0] ?? '') ? decode(part) : part))
    .join('\n')
}

function decode(part: string): string {
  const [content = ''] = part.split('--')
  return Buffer.from(content, 'base64').toString()
}
