import type { Page } from '@playwright/test'

const chosen = 'again-and-again'

/**
 * Signs the administrator in, in the interface’s `language`. The first test to come chooses the password that replaces
 * the one-time password; the others use it.
 */
export async function signIn(page: Page, language: 'ko' | 'en' = 'ko'): Promise<void> {
  await page.goto(addressOf('/sign-in'))
  await page.getByRole('button', { name: language === 'ko' ? '한국어' : 'English' }).click()
  const isNew = await page.evaluate(openSession, {
    email: variable('DASI_TEST_EMAIL'),
    passwords: [chosen, variable('DASI_TEST_PASSWORD')],
  })
  if (isNew)
    await page.evaluate(choosePassword, { current: variable('DASI_TEST_PASSWORD'), next: chosen })
  await page.goto(addressOf('/'))
}

export function addressOf(path: string): string {
  return new URL(path, variable('DASI_TEST_URL')).href
}

/** Asks the API as the page would: with its cookie and its origin. */
export async function ask<Answer>(
  page: Page,
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
): Promise<Answer> {
  const [status, text] = await page.evaluate(
    async (request) => {
      const response = await fetch(`/api/v1${request.path}`, {
        method: request.method,
        ...(request.body === undefined
          ? {}
          : {
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(request.body),
            }),
      })
      return [response.status, await response.text()] as const
    },
    { method, path, body },
  )
  if (status >= 300) throw new Error(`${method} ${path} answered ${status}: ${text}`)
  return JSON.parse(text) as Answer
}

/** Runs in the page: true when the password was a one-time password. */
async function openSession(to: { email: string; passwords: readonly string[] }): Promise<boolean> {
  for (const password of to.passwords) {
    const response = await fetch('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: to.email, password }),
    })
    if (response.ok)
      return ((await response.json()) as { mustChangePassword: boolean }).mustChangePassword
  }
  throw new Error(`Nobody could sign in as ${to.email}`)
}

async function choosePassword(body: { current: string; next: string }): Promise<void> {
  const response = await fetch('/api/v1/session/password', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
}

function variable(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
