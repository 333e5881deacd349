import type { ChannelAdapter } from '../../activities/channels/channel.ts'
import { createEmailAdapter } from '../../activities/channels/email.ts'
import type { Scenario } from '../../schemas/scenario.ts'
import { sixMoves, sixSteps } from './scenarios.ts'
import { startSink } from './sink.ts'

/** How much of the way to the customer is measured. */
export type LevelName = 'moves' | 'contacts' | 'full'

export interface Level {
  readonly name: LevelName
  readonly scenario: (audience: { fromPoints: number }) => Scenario
  /** For what runs in this process. */
  readonly adapter: ChannelAdapter
  /** For worker processes; null: every channel accepts at once. */
  readonly smtpUrl: string | null
  stop(): Promise<void>
}

/** Says yes at once: what is measured is the engine, not a provider. */
export const acceptAtOnce: ChannelAdapter = {
  keyed: true,
  chunkSize: 2000,
  async send(batch) {
    return batch.map(({ outward }) => ({ outward, result: 'accepted', providerRef: null }))
  },
}

export const sender = 'Shop <shop@example.com>'

const inside = { adapter: acceptAtOnce, smtpUrl: null, stop: async () => undefined }

export async function startLevel(name: LevelName): Promise<Level> {
  switch (name) {
    case 'moves':
      return { name, scenario: sixMoves, ...inside }
    case 'contacts':
      return { name, scenario: sixSteps, ...inside }
    case 'full': {
      const sink = await startSink()
      const adapter = createEmailAdapter({ url: sink.url, from: sender })
      const stop = async () => {
        adapter.close()
        await sink.stop()
      }
      return { name, scenario: sixSteps, adapter, smtpUrl: sink.url, stop }
    }
  }
}
