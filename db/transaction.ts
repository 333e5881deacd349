import type { IsolationLevel } from 'kysely'
import type { Db, Tx } from './schema.ts'

const attemptsMax = 6

/**
 * Runs `work` in one transaction; deadlocks (40P01) and serialisation failures (40001) roll back and run it again,
 * six times in all. `work` must therefore have no effect but on the database.
 */
export async function inTransaction<T>(
  db: Db,
  work: (tx: Tx) => Promise<T>,
  { isolation }: { isolation?: IsolationLevel } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      const transaction = isolation
        ? db.transaction().setIsolationLevel(isolation)
        : db.transaction()
      return await transaction.execute(work)
    } catch (error) {
      if (attempt === attemptsMax || !mayPass(error)) throw error
    }
  }
}

function mayPass(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return code === '40P01' || code === '40001'
}
