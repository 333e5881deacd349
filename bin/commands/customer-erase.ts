import { eraseCustomer } from '../../db/customers/erase.ts'
import { defineCommand, UsageError } from '../command.ts'
import { rewriteLetters } from '../letter-files.ts'

export const command = defineCommand({
  name: 'customer erase',
  summary: 'erase a customer for good; what was counted stays true, nothing names them any more',
  arguments: ['id'],
  options: {
    confirm: { type: 'boolean', summary: 'yes, for good; without it, nothing is erased' },
  },
  examples: ['dasi customer erase C-1042 --confirm'],
  async run({ config, db, out }, { options, positionals }) {
    const [id = ''] = positionals
    if (!options.confirm) {
      throw new UsageError('This cannot be undone: add --confirm to erase the customer for good.')
    }
    const database = await db()
    const found = await database
      .selectFrom('customer')
      .select('uuid')
      .where('external_id', '=', id)
      .executeTakeFirst()
    if (!found) throw new UsageError('There is no customer with this id; look for typing mistakes.')
    const erased = await eraseCustomer(database, { customer: found.uuid, by: 'command line' })
    await rewriteLetters(database, config.LETTER_DIR, erased.batches)
    out.result({ id: found.uuid, ...erased }, () =>
      [
        `Erased. Only ${found.uuid} stands for this customer now.`,
        `taken out of runs: ${erased.withdrawn}`,
        `batches of letters that lost lines: ${erased.batches.length}`,
      ].join('\n'),
    )
  },
})
