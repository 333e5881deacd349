import { randomBytes } from 'node:crypto'
import { afterAll } from 'vitest'
import { connect } from '../../db/connect.ts'
import type { Db } from '../../db/schema.ts'
import { ask } from './ask.ts'
import { asAdmin, databaseUrl } from './template.ts'

export interface TestDatabase {
  readonly db: Db
  /** For processes that a test starts. */
  readonly url: string
  /** Closes and drops it; done by itself after the file's last test. */
  drop(): Promise<void>
}

/**
 * A database of the file's own, with all migrations applied and no rows but theirs. Call it at the top of
 * a test file or in `beforeAll`; it is dropped after the file's last test, whoever is still connected.
 */
export async function testDatabase({ max = 4 }: { max?: number } = {}): Promise<TestDatabase> {
  const made = await cloneTemplate({ max })
  afterAll(made.drop)
  return made
}

/** As `testDatabase`, for one test: the caller drops it. */
export async function cloneTemplate({ max = 4 }: { max?: number } = {}): Promise<TestDatabase> {
  const { url: adminUrl, template } = await ask('/template')
  const name = `dasi_${randomBytes(6).toString('hex')}`
  await asAdmin(adminUrl, `create database ${name} template ${template} strategy file_copy`)
  const url = databaseUrl(adminUrl, name)
  const db = connect(url, { max })
  let dropped: Promise<void> | undefined
  const drop = async () => {
    await db.destroy()
    await asAdmin(adminUrl, `drop database ${name} with (force)`)
  }
  return {
    db,
    url,
    drop() {
      dropped ??= drop()
      return dropped
    },
  }
}
