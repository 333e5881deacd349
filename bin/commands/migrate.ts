import { migrate } from '../../db/migrate.ts'
import { defineCommand } from '../command.ts'

export const command = defineCommand({
  name: 'migrate',
  summary: 'bring the database to the newest shape',
  examples: ['dasi migrate', 'DATABASE_URL=postgres://user:password@host/dasi dasi migrate'],
  async run({ db, out }) {
    const result = await migrate(await db())
    out.result(result, () =>
      result.applied.length === 0
        ? 'The database is up to date.'
        : `Applied: ${result.applied.join(', ')}`,
    )
  },
})
