import { afterAll } from 'vitest'
import { createApi } from '../../api/create-api.ts'
import type { Deps } from '../../api/deps.ts'
import { createSignIn } from '../../api/sign-in.ts'
import { createKey } from '../../db/accounts/keys.ts'
import { connectSignIn } from '../../db/accounts/sign-in.ts'
import { loadSignInSecret } from '../../db/secrets.ts'
import type { Role } from '../../schemas/role.ts'
import { testDatabase } from '../support/database.ts'

export const publicUrl = 'http://localhost:4400'

/** The API on a database of the file's own, with a key for each role. Requests carry the key of `as`. */
export async function testApi(overrides: Partial<Deps> = {}) {
  const { db, url } = await testDatabase({ max: 6 })
  const database = connectSignIn(url, { max: 2 })
  afterAll(() => database.destroy())
  const secret = await loadSignInSecret(db)
  const started: number[] = []
  const problems: object[] = []
  const deps: Deps = {
    db,
    auth: createSignIn({ database: { db: database, type: 'postgres' }, secret, publicUrl }),
    workflows: {
      startRun: async (run) => {
        started.push(run)
      },
      enter: async () => undefined,
      wake: async () => undefined,
      revive: async () => undefined,
    },
    publicUrl,
    designerDir: null,
    log: { error: (details) => problems.push(details) },
    version: 'test',
    ...overrides,
  }
  const app = createApi(deps)
  const keys = new Map<Role, string>()
  for (const role of ['admin', 'marketer', 'agent'] as const) {
    const made = await createKey(db, {
      name: `${role} of a test`,
      role,
      expiresAt: null,
      by: 'test',
    })
    keys.set(role, made.key)
  }
  const ask = async (
    line: string,
    {
      as,
      body,
      headers = {},
    }: { as?: Role; body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const [method = 'GET', path = '/'] = line.split(' ')
    const response = await app.request(path, {
      method,
      headers: {
        ...(as ? { authorization: `Bearer ${keys.get(as)}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response
  }
  return { app, db, url, ask, deps, started, problems }
}

/** The answer as JSON; shaped as the caller says, for a test looks at it anyway. */
export async function json<T = Record<string, never>>(response: Response): Promise<T> {
  return (await response.json()) as T
}
