import { keepMessages, loadRunClock } from '../../db/runs/sandbox.ts'
import type { Db } from '../../db/schema.ts'
import { answerSeed, drawAnswers } from '../../engine/simulate.ts'
import type { Channel } from '../../schemas/basics.ts'
import { Failure } from '../../schemas/failure.ts'
import type { RunSettings } from '../../schemas/run.ts'
import type { NodeOf } from '../../schemas/scenario.ts'
import { queueCalls } from './call.ts'
import type { ChannelAdapter } from './channel.ts'

export interface SandboxOptions {
  readonly run: number
  readonly node: NodeOf<'channel'> | NodeOf<'call'>
  readonly settings: Pick<RunSettings, 'seed' | 'simulation' | 'callsByPerson'>
}

/**
 * Stands in for every provider of a sandbox run: messages go into a table that can be read, at the run's clock, and
 * simulated customers draw their answers at once, to be given when the clock gets there. Calls become tasks too; where
 * the run leaves calls to a person nothing is drawn before that person reports. The same contact handed in again is only counted.
 */
export function createSandboxAdapter(
  db: Db,
  { run, node, settings }: SandboxOptions,
): ChannelAdapter {
  const channel = channelOf(node)
  const silent = channel === 'call' && settings.callsByPerson
  return {
    keyed: true,
    chunkSize: 2000,
    async send(batch) {
      const acceptedAt = await loadRunClock(db, run)
      if (node.kind === 'call') await queueCalls(db, { run, node }, batch)
      const messages = batch.map(({ outward, recipient, place, message }) => ({
        outward,
        recipient,
        enrolment: place.enrolment,
        node: place.node,
        visit: place.visit,
        subject: message.subject,
        body: message.text,
      }))
      const answers = silent
        ? []
        : batch.flatMap(({ outward, place }) => {
            const seed = answerSeed(settings.seed, place)
            return drawAnswers(settings.simulation, { channel, seed, acceptedAt }).map(
              (answer) => ({ outward, ...answer }),
            )
          })
      await keepMessages(db, { run, channel, acceptedAt }, messages, answers)
      return batch.map(({ outward }) => ({ outward, result: 'accepted', providerRef: null }))
    },
  }
}

function channelOf(node: SandboxOptions['node']): Channel {
  if (node.kind === 'call') return 'call'
  if (node.channel) return node.channel
  throw new Failure('INVALID', `Step ${node.id} has no channel: choose one and publish again.`, {
    details: { reason: 'NO_MESSAGE' },
  })
}
