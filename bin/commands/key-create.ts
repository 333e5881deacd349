import { createKey } from '../../db/accounts/keys.ts'
import { roleSchema } from '../../schemas/role.ts'
import { defineCommand, UsageError } from '../command.ts'

export const command = defineCommand({
  name: 'key create',
  summary: 'make an API key; it is shown this once',
  options: {
    role: { type: 'string', summary: 'what it may do: admin, marketer or agent', required: true },
    name: { type: 'string', summary: 'what it is for', required: true },
    expires: {
      type: 'string',
      value: 'day',
      summary: 'the day it ends, at 00:00 UTC; without it, never',
    },
  },
  examples: [
    'dasi key create --role marketer --name shop',
    'dasi key create --role agent --name "call centre" --expires 2027-12-31 --json',
  ],
  async run({ db, out }, { options }) {
    const role = roleSchema.safeParse(options.role)
    if (!role.success) {
      const known = roleSchema.options.join(', ')
      throw new UsageError(`--role is "${options.role}"; it must be one of ${known}.`)
    }
    if (options.name.trim() === '')
      throw new UsageError('--name is empty; say what the key is for.')
    const made = await createKey(await db(), {
      name: options.name.trim(),
      role: role.data,
      expiresAt: options.expires === undefined ? null : readDay(options.expires),
      by: 'command line',
    })
    const { id, expiresAt } = made.details
    out.result({ key: made.key, id, role: role.data, expiresAt: toIso(expiresAt) }, () =>
      [made.key, 'Keep it now: it is not shown again.'].join('\n'),
    )
  },
})

function readDay(text: string): number {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== text) {
    throw new UsageError(`--expires is "${text}"; it must be a day such as 2027-12-31.`)
  }
  return at
}

function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
