import type { Kysely } from 'kysely'
import { Migrator } from 'kysely/migration'
import { Failure } from '../schemas/failure.ts'
import * as foundation from './migrations/0001-foundation.ts'
import * as signIn from './migrations/0002-sign-in.ts'
import * as admission from './migrations/0004-admission.ts'
import * as operating from './migrations/0005-operating.ts'
import * as history from './migrations/0006-history.ts'
import * as erasure from './migrations/0007-erasure.ts'
import * as templates from './migrations/0010-templates.ts'
import * as scores from './migrations/0011-scores.ts'
import * as restored from './migrations/0012-restored.ts'
import * as lists from './migrations/0013-lists.ts'
import * as profit from './migrations/0014-profit.ts'
import * as doubt from './migrations/0016-doubt.ts'
import * as imports from './migrations/0018-imports.ts'
import * as data from './migrations/0019-data.ts'
import * as analysis from './migrations/0020-analysis.ts'
import * as messages from './migrations/0022-messages.ts'
import * as lighterImport from './migrations/0026-lighter-import.ts'
import * as lines from './migrations/0027-lines.ts'
import * as purchaseKey from './migrations/0028-purchase-key.ts'
import * as sandboxMinutes from './migrations/0029-sandbox-minutes.ts'
import * as purchaseLayout from './migrations/0030-purchase-layout.ts'
import type { Db } from './schema.ts'

const migrations: Record<string, { up: (db: Kysely<unknown>) => Promise<void> }> = {
  '0001-foundation': foundation,
  '0002-sign-in': signIn,
  '0004-admission': admission,
  '0005-operating': operating,
  '0006-history': history,
  '0007-erasure': erasure,
  '0010-templates': templates,
  '0011-scores': scores,
  '0012-restored': restored,
  '0013-lists': lists,
  '0014-profit': profit,
  '0016-doubt': doubt,
  '0018-imports': imports,
  '0019-data': data,
  '0020-analysis': analysis,
  '0022-messages': messages,
  '0026-lighter-import': lighterImport,
  '0027-lines': lines,
  '0028-purchase-key': purchaseKey,
  '0029-sandbox-minutes': sandboxMinutes,
  '0030-purchase-layout': purchaseLayout,
}

/** Brings the database to the newest shape, in order, each step once; safe to call from several processes at once. */
export async function migrate(db: Db): Promise<{ applied: string[] }> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error, results } = await migrator.migrateToLatest()
  if (error) {
    const failed = results?.find((r) => r.status === 'Error')
    throw new Failure(
      'NOT_READY',
      `Migration ${failed?.migrationName ?? ''} failed: ${messageOf(error)}`,
      { details: { reason: 'SETUP' }, cause: error },
    )
  }
  return { applied: (results ?? []).map((r) => r.migrationName) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
