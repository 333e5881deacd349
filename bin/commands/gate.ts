import { loadBeat } from '../../db/beat.ts'
import { closeGate, loadInstallation, openGate } from '../../db/installation.ts'
import { defineCommand, UsageError } from '../command.ts'

export const command = defineCommand({
  name: 'gate',
  summary: 'open or close the gate of the whole installation; closed, nothing moves and is sent',
  arguments: ['open|close'],
  options: {
    confirm: {
      type: 'boolean',
      summary: 'open: somebody has looked at what was restored and what the providers know',
    },
    restored: {
      type: 'boolean',
      summary: 'close: the database was put back to an older copy and may have forgotten contacts',
    },
  },
  examples: ['dasi gate close', 'dasi gate close --restored', 'dasi gate open --confirm'],
  async run({ db, out }, { options, positionals: [wanted] }) {
    if (wanted !== 'open' && wanted !== 'close') {
      throw new UsageError(`"${wanted}" is neither open nor close.`)
    }
    if (wanted === 'open' && !options.confirm) {
      throw new UsageError(
        'Contacts that a restored database no longer knows may have gone out. Look first, then say --confirm.',
      )
    }
    const database = await db()
    if (wanted === 'open') await openGate(database, 'command line')
    else {
      const restored = options.restored ? { beat: await loadBeat(database) } : undefined
      const reason = restored ? 'Restored, says the command line.' : 'Closed from the command line.'
      await closeGate(database, reason, { ...(restored && { restored }) })
    }
    const { gateOpen } = await loadInstallation(database)
    out.result({ gateOpen }, () => `The gate is ${gateOpen ? 'open' : 'closed'}.`)
  },
})
