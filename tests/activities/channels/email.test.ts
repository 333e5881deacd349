import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createEmailAdapter, type EmailAdapter } from '../../../activities/channels/email.ts'
import { type SmtpFault, type SmtpSink, startSmtpSink } from '../../../local/sinks/smtp.ts'
import { makeOutgoing } from '../../support/make-outgoing.ts'
import { until } from '../../support/until.ts'

let sink: SmtpSink
let adapter: EmailAdapter

beforeAll(async () => {
  sink = await startSmtpSink()
  adapter = createEmailAdapter({ url: sink.url, from: '다시마트 <shop@dasi.example>' })
})
afterEach(() => sink.misbehave(null))
afterAll(async () => {
  adapter.close()
  await sink.close()
})

const never = new AbortController().signal
let made = 0

/**
 * Sends a batch in which one recipient meets the fault, and sees what became of that one. Where the server hangs, the
 * caller gives up once it has taken the others (and the poisoned one, if it does take that).
 */
async function check(fault: SmtpFault, expected: object) {
  const batch = Array.from({ length: 12 }, () => makeOutgoing(++made))
  const poisoned = batch[5]
  sink.misbehave((to) => (to === poisoned?.recipient ? fault : null))
  const caller = new AbortController()
  const before = sink.accepted.length
  const sending = adapter.send(batch, { signal: caller.signal, timeoutMs: 40_000 })
  if (fault.fault === 'hang') {
    const taken = fault.stage === 'data' ? batch.length : batch.length - 1
    await until('the others are taken', () => sink.accepted.length === before + taken)
    // Its round trips come after the answers to the others.
    await adapter.send([makeOutgoing(++made)], { signal: never, timeoutMs: 40_000 })
    caller.abort()
  }
  const results = await sending
  expect(results.map((r) => r.outward)).toEqual(batch.map((item) => item.outward))
  expect(results[5]).toMatchObject(expected)
  const others = results.filter((_, i) => i !== 5)
  expect(new Set(others.map((r) => r.result)), 'the others').toEqual(new Set(['accepted']))
}

const last = () => sink.accepted.at(-1)?.raw ?? ''

test('a message arrives once, under its outward id, with its text in both forms', async () => {
  const item = makeOutgoing(++made, {
    subject: '(광고) 다시 오신 것을 환영합니다, 아주 긴 제목도 온전히 도착해야 합니다',
    text: '안녕하세요 <b>님</b>\n.\n끝',
    optOutUrl: 'https://d.example/u/1?a=b&c=d',
  })
  const results = await adapter.send([item], { signal: never, timeoutMs: 20_000 })
  expect(results).toMatchObject([{ outward: item.outward, result: 'accepted' }])
  const mails = sink.accepted.filter((m) => m.messageId === `${item.outward}@dasi.example`)
  expect(mails).toHaveLength(1)
  const raw = last()
  const [headers = '', ...parts] = raw.split(`--=_${item.outward}`)
  const subject = /Subject: (.*?)\r\n(?! )/s.exec(headers)?.[1] ?? ''
  expect(decodeWords(subject)).toBe(item.message.subject)
  expect(headers).toContain('List-Unsubscribe: <https://d.example/u/1?a=b&c=d>\r\n')
  expect(headers).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n')
  expect(raw.split('\r\n').every((line) => line.length <= 998)).toBe(true)
  expect(bodyOf(parts[0])).toBe('안녕하세요 <b>님</b>\r\n.\r\n끝')
  expect(bodyOf(parts[1])).toContain('안녕하세요 &lt;b&gt;님&lt;/b&gt;<br>')
})

test('no subject can add a header, no address a command', async () => {
  const sneaky = makeOutgoing(++made, { subject: 'a\r\nBcc: all@example.com\r\n\r\nbody' })
  await adapter.send([sneaky], { signal: never, timeoutMs: 20_000 })
  expect(last()).not.toMatch(/^Bcc:/m)
  const bad = ['x@example.com>\r\nRCPT TO:<y@example.com', 'a b@example.com', 'nobody', 'x@', '']
  const before = sink.accepted.length
  const results = await adapter.send(
    bad.map((recipient) => makeOutgoing(++made, { recipient })),
    { signal: never, timeoutMs: 20_000 },
  )
  expect(results.map((r) => r.result === 'failed' && r.code)).toEqual(bad.map(() => 'BAD_ADDRESS'))
  expect(sink.accepted).toHaveLength(before)
})

test('an address in a foreign domain is written in ASCII', async () => {
  const item = makeOutgoing(++made, { recipient: 'kim@한국.example' })
  await adapter.send([item], { signal: never, timeoutMs: 20_000 })
  expect(last()).toContain('\r\nTo: kim@xn--3e0b707e.example\r\n')
})

test('a recipient refused for good fails alone', async () => {
  await check(
    { fault: 'refuse', status: 550, stage: 'rcpt' },
    { result: 'failed', code: 'SMTP_550' },
  )
  await check(
    { fault: 'refuse', status: 554, stage: 'data' },
    { result: 'failed', code: 'SMTP_554' },
  )
})

test('a greylisted recipient is tried again later', async () => {
  await check(
    { fault: 'refuse', status: 451, stage: 'rcpt' },
    { result: 'retry', code: 'SMTP_451' },
  )
  await check(
    { fault: 'refuse', status: 452, stage: 'data' },
    { result: 'retry', code: 'SMTP_452' },
  )
  await check({ fault: 'refuse', status: 421, stage: 'rcpt' }, { result: 'retry' })
})

test('a connection lost before the message means retry, one lost after it is ambiguous', async () => {
  await check({ fault: 'drop', stage: 'rcpt' }, { result: 'retry', code: 'LOST' })
  await check({ fault: 'drop', stage: 'data' }, { result: 'ambiguous', code: 'LOST' })
})

test('silence before the message means retry, silence after it is ambiguous', async () => {
  await check({ fault: 'hang', stage: 'rcpt' }, { result: 'retry', code: 'ABORTED' })
  await check({ fault: 'hang', stage: 'data' }, { result: 'ambiguous', code: 'ABORTED' })
})

test('silence ends with the time allowed', async () => {
  sink.misbehave(() => ({ fault: 'hang', stage: 'rcpt' }))
  const results = await adapter.send([makeOutgoing(++made)], { signal: never, timeoutMs: 200 })
  expect(results).toMatchObject([{ result: 'retry', code: 'TIMED_OUT' }])
})

test('what was taken without an answer is ambiguous, and nothing is sent twice', async () => {
  const keys = sink.accepted.map((m) => m.messageId)
  expect(new Set(keys).size).toBe(keys.length)
})

test('connections that the server closed in the meantime cost nothing', async () => {
  const batch = () => Array.from({ length: 8 }, () => makeOutgoing(++made))
  await adapter.send(batch(), { signal: never, timeoutMs: 20_000 })
  sink.dropConnections()
  const results = await adapter.send(batch(), { signal: never, timeoutMs: 20_000 })
  expect(new Set(results.map((r) => r.result))).toEqual(new Set(['accepted']))
})

test('a dead server means retry for everybody, and nothing is thrown', async () => {
  const dead = await startSmtpSink()
  await dead.close()
  const lost = createEmailAdapter({ url: dead.url, from: 'shop@dasi.example' })
  const batch = Array.from({ length: 20 }, () => makeOutgoing(++made))
  const results = await lost.send(batch, { signal: never, timeoutMs: 20_000 })
  expect(results).toEqual(
    batch.map(({ outward }) => ({
      outward,
      result: 'retry',
      code: 'CONNECTION_REFUSED',
      afterMs: null,
    })),
  )
})

test('who gives up leaves the rest unbegun', async () => {
  const gone = AbortSignal.abort()
  const before = sink.accepted.length
  const results = await adapter.send([makeOutgoing(++made)], { signal: gone, timeoutMs: 20_000 })
  expect(results).toMatchObject([{ result: 'retry', code: 'NOT_BEGUN' }])
  expect(sink.accepted).toHaveLength(before)
})

test('settings that cannot be read are refused by name', () => {
  const from = 'shop@dasi.example'
  expect(() => createEmailAdapter({ url: 'http://x', from })).toThrow(/SMTP_URL/)
  expect(() => createEmailAdapter({ url: 'smtp://x:25', from: 'nobody' })).toThrow(/MAIL_FROM/)
})

function bodyOf(part = ''): string {
  return Buffer.from(part.split('\r\n\r\n')[1] ?? '', 'base64').toString()
}

function decodeWords(header: string): string {
  return header
    .replaceAll('\r\n ', '')
    .replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/g, (_, word: string) =>
      Buffer.from(word, 'base64').toString(),
    )
}
