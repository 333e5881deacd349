import { randomUUID } from 'node:crypto'
import type { ChannelAdapter } from '../activities/channels/channel.ts'
import { createEmailAdapter } from '../activities/channels/email.ts'
import { createSmsAdapter } from '../activities/channels/sms.ts'
import type { TestSender } from '../api/test-sender.ts'
import { Failure } from '../schemas/failure.ts'
import type { Config } from './config.ts'

const timeoutMs = 15_000

/** Sends test messages over the channels that are set up. */
export function createTestSender(
  config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'SMS_URL' | 'SMS_KEY'>,
): { send: TestSender; close: () => void } {
  const email = config.SMTP_URL
    ? createEmailAdapter({ url: config.SMTP_URL, from: config.MAIL_FROM, connections: 1 })
    : null
  const sms = config.SMS_URL
    ? createSmsAdapter({ url: config.SMS_URL, key: config.SMS_KEY ?? null })
    : null
  const adapters: Record<'email' | 'sms', ChannelAdapter | null> = { email, sms }
  return {
    async send({ channel, to, message }) {
      const adapter = adapters[channel]
      const variable = channel === 'email' ? 'SMTP_URL' : 'SMS_URL'
      if (!adapter) {
        throw new Failure('NOT_READY', `The channel ${channel} is not set up; set ${variable}.`, {
          details: {
            reason: 'CHANNELS_NOT_SET_UP',
            channels: [channel],
            field: 'channel',
            value: channel,
          },
        })
      }
      const [result] = await adapter.send(
        [
          {
            outward: randomUUID(),
            recipient: to,
            message,
            // It belongs to no run and no customer; channels that need a place are not offered here.
            customer: 0,
            place: { run: 0, cohort: 0, node: 0, enrolment: 0, visit: 0, occurrence: 0 },
            expiresAt: Date.now() + timeoutMs,
          },
        ],
        { signal: AbortSignal.timeout(timeoutMs), timeoutMs },
      )
      if (result?.result === 'accepted') return { providerRef: result.providerRef }
      throw new Failure(
        'UNAVAILABLE',
        `The message was not taken: ${result?.code ?? 'no answer'}.`,
        {
          details: {
            reason: 'MESSAGE_NOT_TAKEN',
            cause: result?.code ?? 'NO_ANSWER',
            code: result?.code ?? 'NO_ANSWER',
          },
        },
      )
    },
    close() {
      email?.close()
    },
  }
}
