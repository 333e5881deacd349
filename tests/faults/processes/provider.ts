import { join } from 'node:path'
import { startSmsSink } from '../../../local/sinks/sms.ts'
import { startSmtpSink } from '../../../local/sinks/smtp.ts'
import { chanceFrom } from '../world/chance.ts'
import type { Mood } from '../world/moods.ts'

/**
 * The mail server or the text message gateway, as a process of its own: provider.ts KIND LEDGER_FOLDER SEED. What it
 * accepts stands in its ledger, on disk, before it answers. The driver tells it its mood; it says its address first.
 */
const [, , kind = '', folder = '', seed = '1'] = process.argv
const chance = chanceFrom(Number(seed))
const ledgerPath = join(folder, `${kind}.jsonl`)
const sink =
  kind === 'sms' ? await startSmsSink({ ledgerPath }) : await startSmtpSink({ ledgerPath })

process.on('message', ({ mood }: { mood: Mood | null }) => {
  const faultOf = (to: string) => {
    const isMeant = mood !== null && (mood.only === undefined || new RegExp(mood.only).test(to))
    if (!isMeant || chance() >= mood.share) return null
    process.send?.({ says: 'struck' })
    return mood.fault
  }
  // Both sinks are told faults of their own kind alone: the driver knows whom it speaks to.
  sink.misbehave(faultOf as Parameters<typeof sink.misbehave>[0] & (() => null))
})
process.once('disconnect', () => process.exit(1))
process.send?.({ says: 'ready', url: sink.url })
