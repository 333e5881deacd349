import pg from 'pg'
import { connect } from '../../db/connect.ts'
import { migrate } from '../../db/migrate.ts'

/** Creates a database and applies all migrations; nobody stays connected, so it can be cloned. */
export async function prepareTemplate(adminUrl: string): Promise<string> {
  const name = 'dasi_template'
  await asAdmin(adminUrl, `create database ${name}`)
  const db = connect(databaseUrl(adminUrl, name), { max: 1 })
  try {
    await migrate(db)
  } finally {
    await db.destroy()
  }
  return name
}

/** One statement outside of any transaction, as CREATE and DROP DATABASE want it. */
export async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The same server and user, another database. */
export function databaseUrl(adminUrl: string, name: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${name}`
  return url.href
}
