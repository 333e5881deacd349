import { z } from 'zod'
import { ensureAdministrator, renewPassword } from '../../db/accounts/users.ts'
import { defineCommand, UsageError } from '../command.ts'

export const command = defineCommand({
  name: 'user password',
  summary: 'give a person a new password; where nobody signs in yet, make the first administrator',
  arguments: ['email'],
  examples: ['dasi user password you@example.com'],
  async run({ db, out }, { positionals: [email = ''] }) {
    if (!z.email().safeParse(email).success) {
      throw new UsageError(`"${email}" is no mail address; give one such as you@example.com.`)
    }
    const database = await db()
    const first = await ensureAdministrator(database, email)
    const given = first ?? (await renewPassword(database, { email, by: 'command line' }))
    out.result({ ...given, made: first !== null }, () =>
      [
        ...(first ? ['Nobody signed in here yet: this is the first administrator.'] : []),
        `Sign in as     ${given.email}`,
        `with password  ${given.password}  (shown this once)`,
      ].join('\n'),
    )
  },
})
