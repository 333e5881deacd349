import { createTransport } from 'nodemailer'
import { createEmailAdapter } from '../../activities/channels/email.ts'
import { createDeliveryActivities } from '../../activities/deliver.ts'
import { createRunActivities } from '../../activities/run.ts'
import { createTurnActivities } from '../../activities/take-turns.ts'
import type { RenderedMessage } from '../../engine/render/compile-message.ts'
import { htmlOf } from '../../engine/render/html.ts'
import { launch } from '../support/launch.ts'
import { audienceSize, forgetRuns, growAudience } from './audience.ts'
import { databaseConnections, type Machine } from './machine.ts'
import type { Part } from './part.ts'
import { nodeNo } from './progress.ts'
import { oneMail } from './scenarios.ts'
import { type Sink, startSink } from './sink.ts'

/** E-mails of ours, each behind the gate and written ahead, against a bare pool that has neither. */
export const email: Part = {
  figures: ['emails_per_s', 'emails_over_bare_smtp'],
  async measure(machine, report, { quick, repetitions }) {
    const n = quick ? 2400 : 30_000
    await growAudience(machine.db, n)
    const sink = await startSink()
    try {
      const ours: number[] = []
      const bare: number[] = []
      // The first round warms both up.
      for (let i = 0; i <= repetitions; i++) {
        const mails = i === 0 ? n / 6 : n
        const rates = [await ourRate(machine, sink, mails), await bareRate(sink, mails)] as const
        if (i === 0) continue
        ours.push(rates[0])
        bare.push(rates[1])
      }
      report.add('emails_per_s', { values: ours, n })
      report.add('emails_per_s_bare_smtp', { values: bare, n })
      const ratios = ours.map((rate, i) => rate / (bare[i] ?? Number.NaN))
      report.add('emails_over_bare_smtp', { values: ratios, n })
    } finally {
      await sink.stop()
    }
  },
}

/** Orders an e-mail to each of `n` customers, then delivers; only the delivering is measured. */
async function ourRate({ db }: Machine, sink: Sink, n: number): Promise<number> {
  await forgetRuns(db)
  const adapter = createEmailAdapter({ url: sink.url, from: 'Shop <shop@example.com>' })
  const parts = {
    db,
    log: { error: (fields: object, message: string) => console.error(message, fields) },
    heartbeat: () => undefined,
    adapterFor: () => adapter,
    publicUrl: 'https://dasi.example.com',
    sendTimeoutMs: 20_000,
  }
  const { deliver } = createDeliveryActivities(parts)
  const { takeTurns } = createTurnActivities(parts)
  const size = await audienceSize(db)
  const { run } = await launch(db, oneMail({ fromPoints: size - n + 1 }), { kind: 'test' })
  const node = await nodeNo(db, run, 'mail')
  const cohorts: number[] = []
  const { takeAudience, admit } = createRunActivities({ db, workflows: nobody })
  await takeAudience({ run })
  for (let left = n; left > 0; ) {
    left = (await admit({ run })).left
    const rows = await db
      .selectFrom('cohort')
      .select('no')
      .where('run', '=', run)
      .where('next_seq', '=', 0)
      .execute()
    for (const { no } of rows) {
      await takeTurns({ run, cohort: no, seq: 0 })
      cohorts.push(no)
    }
  }

  const taken = await sink.taken()
  const startedAt = performance.now()
  const lane = async () => {
    for (let cohort = cohorts.pop(); cohort !== undefined; cohort = cohorts.pop()) {
      while ((await deliver({ run, cohort, node })).more);
    }
  }
  await Promise.all(Array.from({ length: databaseConnections / 2 }, lane))
  const seconds = (performance.now() - startedAt) / 1000
  const sent = (await sink.taken()) - taken
  adapter.close()
  if (sent !== n) throw new Error(`The sink took ${sent} e-mails of ${n}`)
  return n / seconds
}

/** Nothing is started: the measurement itself takes the turns. */
const nobody = {
  startCohort: async () => undefined,
  revive: async () => undefined,
  keepSchedule: async () => undefined,
}

/** The same messages through a pool of nodemailer, which composes them itself. */
async function bareRate(sink: Sink, n: number): Promise<number> {
  const pool = createTransport({
    pool: true,
    host: '127.0.0.1',
    port: sink.port,
    ignoreTLS: true,
    maxConnections: bareConnections,
    maxMessages: Number.POSITIVE_INFINITY,
  })
  const taken = await sink.taken()
  let next = 1
  const startedAt = performance.now()
  const lane = async () => {
    while (next <= n) await pool.sendMail(bareMail(next++))
  }
  await Promise.all(Array.from({ length: 2 * bareConnections }, lane))
  const seconds = (performance.now() - startedAt) / 1000
  pool.close()
  const sent = (await sink.taken()) - taken
  if (sent !== n) throw new Error(`The sink took ${sent} bare e-mails of ${n}`)
  return n / seconds
}

/** As many as our own adapter keeps open. */
const bareConnections = 5

/** What our step writes to the customer of that number. */
function bareMail(customer: number) {
  const token = `${String(customer).padStart(9, '0')}-abcdefghijklmnopqrstuvwxyz0123456`
  const message: RenderedMessage = {
    subject: '(광고) We miss you',
    text: `다시마트\n\nDear 고객${customer}, you have ${customer} points.\n\n무료수신거부 080-000-0000\nhttps://dasi.example.com/u/${token}`,
    link: null,
    optOutUrl: `https://dasi.example.com/u/${token}`,
    openUrl: `https://dasi.example.com/o/${token}.gif`,
  }
  return {
    from: 'Shop <shop@example.com>',
    to: `c${customer}@example.com`,
    subject: message.subject,
    text: message.text,
    html: htmlOf(message),
    headers: {
      'List-Unsubscribe': `<${message.optOutUrl}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
  }
}
