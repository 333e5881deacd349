import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createEmailAdapter } from '../../activities/channels/email.ts'
import { createSmsAdapter } from '../../activities/channels/sms.ts'
import { startSmsSink } from '../../local/sinks/sms.ts'
import { startSmtpSink } from '../../local/sinks/smtp.ts'
import { makeOutgoing } from '../support/make-outgoing.ts'

const folder = mkdtempSync(join(tmpdir(), 'dasi-sinks-'))
afterAll(() => rmSync(folder, { recursive: true }))
const context = { signal: new AbortController().signal, timeoutMs: 40_000 }

function linesOf(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('what the mail sink has accepted stands in its ledger, what it refused does not', async () => {
  const ledgerPath = join(folder, 'mail.jsonl')
  const sink = await startSmtpSink({ ledgerPath })
  const adapter = createEmailAdapter({ url: sink.url, from: 'shop@dasi.example' })
  const [taken, refused] = [makeOutgoing(1), makeOutgoing(2)]
  sink.misbehave((to) =>
    to === refused.recipient ? { fault: 'refuse', status: 550, stage: 'data' } : null,
  )
  await adapter.send([taken, refused], context)
  adapter.close()
  await sink.close()
  expect(linesOf(ledgerPath)).toMatchObject([
    { messageId: `${taken.outward}@dasi.example`, to: taken.recipient },
  ])
})

test('the text message sink writes each key once, over restarts', async () => {
  const ledgerPath = join(folder, 'sms.jsonl')
  const items = [1, 2].map((n) => makeOutgoing(n, { recipient: `010-0000-000${n}` }))
  for (const item of items) {
    const sink = await startSmsSink({ ledgerPath })
    const adapter = createSmsAdapter({ url: sink.url, key: null })
    await adapter.send([item], context)
    await adapter.send([item], context)
    await sink.close()
  }
  expect(linesOf(ledgerPath).map((line) => line['key'])).toEqual(items.map((i) => i.outward))
})
