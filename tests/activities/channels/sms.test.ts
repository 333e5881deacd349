import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { ChannelAdapter } from '../../../activities/channels/channel.ts'
import { createSmsAdapter, retryAfterMs } from '../../../activities/channels/sms.ts'
import { type SmsFault, type SmsSink, startSmsSink } from '../../../local/sinks/sms.ts'
import { makeOutgoing } from '../../support/make-outgoing.ts'
import { until } from '../../support/until.ts'

let sink: SmsSink
let adapter: ChannelAdapter

beforeAll(async () => {
  sink = await startSmsSink({ apiKey: 'secret' })
  adapter = createSmsAdapter({ url: sink.url, key: 'secret' })
})
afterEach(() => sink.misbehave(null))
afterAll(() => sink.close())

const never = new AbortController().signal
const context = { signal: never, timeoutMs: 20_000 }
let made = 0

function sms(recipient = `010-0000-${String(++made).padStart(4, '0')}`, text = '안녕하세요') {
  return makeOutgoing(++made, { recipient, text, subject: '' })
}

async function check(fault: SmsFault, expected: object) {
  const batch = Array.from({ length: 20 }, () => sms())
  const poisoned = batch[7]?.recipient.replaceAll('-', '')
  sink.misbehave((to) => (to === poisoned ? fault : null))
  const caller = new AbortController()
  const before = sink.heard.length
  const sending = adapter.send(batch, { signal: caller.signal, timeoutMs: 40_000 })
  if (fault.fault === 'hang') {
    await until('all are heard', () => sink.heard.length === before + batch.length)
    // Its round trip comes after the answers to the others.
    await adapter.send([sms()], context)
    caller.abort()
  }
  const results = await sending
  expect(results[7]).toMatchObject(expected)
  const others = results.filter((_, i) => i !== 7)
  expect(new Set(others.map((r) => r.result)), 'the others').toEqual(new Set(['accepted']))
}

test('a message is posted once with its key and its size, and the gateway’s id is kept', async () => {
  const short = sms('010-1234-5678', '짧은 글')
  const long = sms('+82 10 1234 5678', '긴 글'.repeat(40))
  expect(await adapter.send([short, long], context)).toEqual([
    { outward: short.outward, result: 'accepted', providerRef: `sink-${short.outward}` },
    { outward: long.outward, result: 'accepted', providerRef: `sink-${long.outward}` },
  ])
  const kept = [...sink.accepted].sort((a, b) => a.text.length - b.text.length)
  expect(kept).toMatchObject([
    { key: short.outward, to: '01012345678', text: '짧은 글', size: 'sms' },
    { key: long.outward, to: '+821012345678', size: 'lms' },
  ])
})

test('a broken gateway means retry, and it says when', async () => {
  await check(
    { fault: 'status', status: 500 },
    { result: 'retry', code: 'HTTP_500', afterMs: null },
  )
  await check(
    { fault: 'status', status: 429, retryAfter: '7' },
    { result: 'retry', code: 'HTTP_429', afterMs: 7000 },
  )
  await check({ fault: 'status', status: 408 }, { result: 'retry' })
  await check({ fault: 'status', status: 425 }, { result: 'retry' })
  await check({ fault: 'status', status: 302 }, { result: 'retry' })
})

test('a message refused for good fails alone', async () => {
  await check({ fault: 'status', status: 400 }, { result: 'failed', code: 'HTTP_400' })
  await check({ fault: 'status', status: 422 }, { result: 'failed', code: 'HTTP_422' })
})

test('no answer is ambiguous, and asking again with the same key sends nothing twice', async () => {
  await check({ fault: 'hang', taken: true }, { result: 'ambiguous', code: 'ABORTED' })
  await check({ fault: 'hang', taken: false }, { result: 'ambiguous', code: 'ABORTED' })
  expect(adapter.keyed).toBe(true)
  const item = sms()
  const caller = new AbortController()
  sink.misbehave(() => ({ fault: 'hang', taken: true }))
  const lost = adapter.send([item], { signal: caller.signal, timeoutMs: 40_000 })
  await until('it is heard', () => sink.heard.some((h) => h.key === item.outward))
  caller.abort()
  expect(await lost).toMatchObject([{ result: 'ambiguous' }])
  sink.misbehave(null)
  expect(await adapter.send([item], context)).toMatchObject([{ result: 'accepted' }])
  expect(sink.heard.filter((h) => h.key === item.outward)).toHaveLength(2)
  expect(sink.accepted.filter((m) => m.key === item.outward)).toHaveLength(1)
})

test('silence ends with the time allowed', async () => {
  sink.misbehave(() => ({ fault: 'hang', taken: false }))
  const results = await adapter.send([sms()], { signal: never, timeoutMs: 200 })
  expect(results).toMatchObject([{ result: 'ambiguous', code: 'TIMED_OUT' }])
})

test('a gateway that answers 500, then 429 with a time, then yes, gets the message in the end', async () => {
  const item = sms()
  const answers: (SmsFault | null)[] = [
    { fault: 'status', status: 500 },
    { fault: 'status', status: 429, retryAfter: '1' },
    null,
  ]
  sink.misbehave(() => answers.shift() ?? null)
  const codes: (string | null)[] = []
  for (let i = 0; i < 3; i++) {
    const [result] = await adapter.send([item], context)
    codes.push(result && 'code' in result ? result.code : (result?.result ?? null))
  }
  expect(codes).toEqual(['HTTP_500', 'HTTP_429', 'accepted'])
  expect(sink.accepted.filter((m) => m.key === item.outward)).toHaveLength(1)
})

test('garbage in a yes costs only the reference', async () => {
  await check({ fault: 'garbage' }, { result: 'accepted', providerRef: null })
})

test('our wrong key is not the contact’s fault', async () => {
  const wrong = createSmsAdapter({ url: sink.url, key: 'other' })
  expect(await wrong.send([sms()], context)).toMatchObject([{ result: 'retry', code: 'HTTP_401' }])
})

test('what is no number or too long is never posted', async () => {
  const before = sink.heard.length
  const results = await adapter.send(
    [sms('call me'), sms('010', 'x'), sms(undefined, '가'.repeat(1001))],
    context,
  )
  expect(results.map((r) => 'code' in r && r.code)).toEqual([
    'BAD_NUMBER',
    'BAD_NUMBER',
    'TOO_LONG',
  ])
  expect(sink.heard).toHaveLength(before)
})

test('a gateway that is down means retry', async () => {
  const dead = await startSmsSink()
  await dead.close()
  const lost = createSmsAdapter({ url: dead.url, key: null })
  expect(await lost.send([sms()], context)).toMatchObject([
    { result: 'retry', code: 'CONNECTION_REFUSED' },
  ])
})

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-22T00:00:00Z')
  expect(retryAfterMs('120', now)).toBe(120_000)
  expect(retryAfterMs('Sun, 22 Nov 2026 00:01:00 GMT', now)).toBe(60_000)
  expect(retryAfterMs('Sat, 21 Nov 2026 00:01:00 GMT', now)).toBe(0)
  expect(retryAfterMs('soon', now)).toBeNull()
  expect(retryAfterMs(null, now)).toBeNull()
})
