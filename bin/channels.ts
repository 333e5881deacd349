import { createCallAdapter } from '../activities/channels/call.ts'
import type { ChannelAdapter } from '../activities/channels/channel.ts'
import { createEmailAdapter } from '../activities/channels/email.ts'
import { createLetterAdapter } from '../activities/channels/letter.ts'
import { createSandboxAdapter } from '../activities/channels/sandbox.ts'
import { createSmsAdapter } from '../activities/channels/sms.ts'
import type { DeliveryParts } from '../activities/delivery/parts.ts'
import type { Db } from '../db/schema.ts'
import type { Reach } from '../engine/points.ts'
import type { Config } from './config.ts'

/** The ways to the world that this installation is set up for; a sandbox run gets its sandbox for all of them. */
export function createAdapters(
  config: Pick<Config, 'SMTP_URL' | 'MAIL_FROM' | 'SMS_URL' | 'SMS_KEY' | 'LETTER_DIR'>,
  db: Db,
  reach?: Reach,
): { adapterFor: DeliveryParts['adapterFor']; close: () => void } {
  const email = config.SMTP_URL
    ? createEmailAdapter({ url: config.SMTP_URL, from: config.MAIL_FROM })
    : null
  const sms = config.SMS_URL
    ? createSmsAdapter({ url: config.SMS_URL, key: config.SMS_KEY ?? null })
    : null
  return {
    adapterFor(context, at) {
      const { node } = at
      if (node.kind !== 'channel' && node.kind !== 'call') {
        throw new Error(`Step ${at.id} of run ${context.run} makes no contacts`)
      }
      if (context.kind === 'sandbox') {
        return createSandboxAdapter(db, { run: context.run, node, settings: context.settings })
      }
      if (node.kind === 'call') return createCallAdapter(db, { run: context.run, node })
      switch (node.channel) {
        case 'email':
          return email ?? notSetUp
        case 'sms':
          return sms ?? notSetUp
        case 'letter':
          return createLetterAdapter(db, {
            run: context.run,
            node: at.no,
            folder: config.LETTER_DIR,
            reach,
          })
        case null:
          throw new Error(`Step ${at.id} of run ${context.run} has no channel`)
      }
    },
    close() {
      email?.close()
    },
  }
}

/** How long a contact waits before it asks again whether its channel has been set up. */
const askAgainMs = 60_000

/** Stands where no provider is configured: contacts wait, with the reason, until there is one or they expire. */
const notSetUp: ChannelAdapter = {
  keyed: true,
  chunkSize: 500,
  async send(batch) {
    return batch.map(({ outward }) => ({
      outward,
      result: 'retry',
      code: 'CHANNEL_NOT_SET_UP',
      afterMs: askAgainMs,
    }))
  },
}
