import type { Context } from 'hono'
import { Failure } from '../schemas/failure.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])
const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses a change that another site’s page asks for (cross-site request forgery). `required`: a request that does not
 * say where it comes from is refused too; browsers always say it on changes.
 */
export function checkOrigin(
  c: Context,
  { publicUrl, required }: { publicUrl: string; required: boolean },
): void {
  if (safe.has(c.req.method)) return
  const origin = c.req.header('origin')
  if (origin === undefined && !required) return
  if (origin !== undefined && originsOf(publicUrl).includes(origin)) return
  throw new Failure(
    'NOT_ALLOWED',
    `Changes are taken from pages under ${new URL(publicUrl).origin} only. Set PUBLIC_URL to the address people use.`,
    {
      details: {
        reason: 'ORIGIN',
        origin: new URL(publicUrl).origin,
        field: 'Origin',
        value: origin ?? null,
      },
    },
  )
}

/** A machine’s loopback names are one place. */
function originsOf(publicUrl: string): readonly string[] {
  const url = new URL(publicUrl)
  if (!loopback.includes(url.hostname)) return [url.origin]
  const port = url.port === '' ? '' : `:${url.port}`
  return loopback.map((host) => `${url.protocol}//${host}${port}`)
}
