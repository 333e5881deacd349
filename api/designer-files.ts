import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Context } from 'hono'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
}

/**
 * Serves the built designer. Files under /assets carry a hash of their content in their names and are kept for a year;
 * everything else is asked for again. An address that names no file gets the page, which finds its way itself.
 */
export function designerFiles(folder: string | null): (c: Context) => Promise<Response> {
  return async (c) => {
    if (c.req.method !== 'GET') return c.text('Not found', 404)
    if (folder === null) return c.text('This server has no pages; it answers under /api/v1.', 404)
    const path = safePath(c.req.path)
    const file = path === null ? null : await read(join(folder, path))
    if (path !== null && file) {
      const kept = path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'
      return c.body(file, 200, {
        'content-type': types[extname(path)] ?? '',
        'cache-control': kept,
      })
    }
    if (path === null || extname(path) !== '') return c.text('Not found', 404)
    const page = await read(join(folder, 'index.html'))
    if (!page) return c.text('The pages are not built yet. Run: npm start', 503)
    return c.body(page, 200, { 'content-type': types['.html'] ?? '', 'cache-control': 'no-cache' })
  }
}

/** The path of a file with a type we serve; null for one that would leave the folder or hides. */
function safePath(address: string): string | null {
  const parts = decode(address)?.split('/') ?? ['..']
  if (parts.some((part) => part.startsWith('.') || /[\\\0]/.test(part))) return null
  const path = parts.join('/')
  return extname(path) === '' || types[extname(path)] ? path : null
}

function decode(address: string): string | null {
  try {
    return decodeURIComponent(address)
  } catch {
    return null
  }
}

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | null> {
  if (extname(path) === '') return null
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') return null
    throw error
  }
}
