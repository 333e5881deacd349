import type { APIRequestContext, BrowserContext, Page } from '@playwright/test'

const chosen = 'again-and-again'
let session: Awaited<ReturnType<BrowserContext['cookies']>> | undefined

/**
 * Signs the administrator in, in the interface’s `language`; no page is opened. The first test to come chooses the
 * password that replaces the one-time password, and the others go on in its session.
 */
export async function signIn(page: Page, language: 'ko' | 'en' = 'ko'): Promise<void> {
  const context = page.context()
  if (session) {
    await context.addCookies(session)
  } else {
    await openSession(context.request)
    session = await context.cookies()
  }
  // Frames of messages are kept from storage; what a test chooses later stays.
  await context.addInitScript({
    content: `if (window === top && location.protocol !== 'about:' && !localStorage.getItem('dasi.language'))
      localStorage.setItem('dasi.language', '${language}')`,
  })
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
  const response = await send(page.context().request, { method, path, body })
  const text = await response.text()
  if (!response.ok()) throw new Error(`${method} ${path} answered ${response.status()}: ${text}`)
  return JSON.parse(text) as Answer
}

async function openSession(request: APIRequestContext): Promise<void> {
  const email = variable('DASI_TEST_EMAIL')
  for (const password of [chosen, variable('DASI_TEST_PASSWORD')]) {
    const body = { email, password }
    const signed = await send(request, { method: 'POST', path: '/session', body })
    if (!signed.ok()) continue
    const { mustChangePassword } = (await signed.json()) as { mustChangePassword: boolean }
    if (!mustChangePassword) return
    const change = { current: password, next: chosen }
    const changed = await send(request, { method: 'POST', path: '/session/password', body: change })
    if (!changed.ok()) throw new Error(await changed.text())
    return
  }
  throw new Error(`Nobody could sign in as ${email}`)
}

function send(
  request: APIRequestContext,
  { method, path, body }: { method: string; path: string; body?: unknown },
) {
  return request.fetch(addressOf(`/api/v1${path}`), {
    method,
    headers: { origin: addressOf('/').slice(0, -1) },
    ...(body === undefined ? {} : { data: body }),
  })
}

/** What the environment says of the installation of this worker. */
export function variable(name: string): string {
  const value = process.env[`${name}_${process.env['TEST_PARALLEL_INDEX']}`] ?? process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}
