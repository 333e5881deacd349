import { setTimeout as sleep } from 'node:timers/promises'
import { openLedger } from '../../../local/sinks/ledger.ts'
import type { World } from '../world/world.ts'

/** Speaks to Dasi from outside, as a shop does: to any of its apis, again and again until it is answered 2xx. */
export interface Shop {
  /** Hands in an event; resolves when it was answered 2xx and stands in the list of what was heard. */
  tell(event: { eventId: string; event: Record<string, unknown> }): Promise<void>
  /** A request with the marketer's key; resolves with the body of a 2xx, throws at a 4xx. */
  ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T>
  /** Hands in a CSV file until it was answered 2xx; a second time changes nothing. */
  upload(path: string, csv: string): Promise<void>
  /** As a customer does who follows a link of a message; the event stands in the list once it is answered. */
  follow(method: 'GET' | 'POST', path: string, eventId: string): Promise<void>
  /** Says everything again that was heard since: what a source does after a restore. */
  repeatSince(at: number): Promise<void>
  close(): void
}

const source = 'shop'

export function openShop({ urls, key, heardFiles }: World): Shop {
  const heard = openLedger<{ source: string; eventId: string; at: number }>(heardFiles[0])
  const told = new Map<string, { at: number; event: Record<string, unknown> }>()
  let turn = 0
  let closed = false

  async function request(
    method: string,
    path: string,
    body?: { readonly type: string; readonly text: string },
  ): Promise<Response> {
    for (;;) {
      turn += 1
      try {
        const response = await fetch(`${urls[turn % urls.length]}${path}`, {
          method,
          redirect: 'manual',
          headers: {
            authorization: `Bearer ${key}`,
            ...(body && { 'content-type': body.type }),
          },
          ...(body && { body: body.text }),
          signal: AbortSignal.timeout(5000),
        })
        if (response.status < 500) return response
      } catch {
        // No api there at this moment; the next try goes to another.
      }
      if (closed) throw new Error('The shop has closed')
      await sleep(100)
    }
  }

  async function ask<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
    const json =
      body === undefined ? undefined : { type: 'application/json', text: JSON.stringify(body) }
    const response = await request(method, path, json)
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return JSON.parse(text) as T
  }

  async function tell({ eventId, event }: { eventId: string; event: Record<string, unknown> }) {
    await ask('POST', '/api/v1/events', { source, events: [{ eventId, event }] })
    const at = Date.now()
    told.set(eventId, { at, event })
    heard.append({ source, eventId, at })
  }

  return {
    tell,
    ask,
    async upload(path, csv) {
      const response = await request('POST', path, { type: 'text/csv', text: csv })
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    },
    async follow(method, path, eventId) {
      const response = await request(method, path)
      await response.arrayBuffer()
      if (response.status < 400) heard.append({ source: 'link', eventId, at: Date.now() })
    },
    async repeatSince(since) {
      const lost = [...told].filter(([, { at }]) => at >= since)
      for (const [eventId, { event }] of lost) {
        await tell({ eventId, event })
      }
    },
    close() {
      closed = true
      heard.close()
    },
  }
}
