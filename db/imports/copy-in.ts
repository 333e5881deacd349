import { once } from 'node:events'
import type pg from 'pg'
import type { CopyClient } from '../connect.ts'

/** Takes rows in the format its statement names. */
export interface CopyIn {
  /** The bytes may be used again when it resolves. */
  write(chunk: Uint8Array): Promise<void>
  /** Resolves when PostgreSQL has taken all rows. */
  end(): Promise<void>
  /** Gives the copy up; the transaction around it must then be rolled back. */
  giveUp(): Promise<void>
}

/** What the driver’s connection can do besides what its types say. */
interface CopyConnection {
  query(text: string): void
  sendCopyFromChunk(chunk: Uint8Array): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
  readonly stream: NodeJS.WritableStream & { readonly writableNeedDrain: boolean }
}

/** Runs `copy … from stdin`; while it is open the client can do nothing else. */
export async function copyIn(client: CopyClient, statement: string): Promise<CopyIn> {
  let failed: { readonly error: unknown } | undefined
  let fail: (error: unknown) => void = () => undefined
  let finish: () => void = () => undefined
  const done = new Promise<void>((resolve, reject) => {
    finish = resolve
    fail = reject
  })
  // Whoever waits meets the error; until somebody does it must not count as unhandled.
  done.catch(() => undefined)
  const connection = await new Promise<CopyConnection>((resolve, reject) => {
    client.query({
      submit(driver: pg.Connection) {
        driver.query(statement)
      },
      handleCopyInResponse: resolve,
      handleError(error: unknown) {
        failed = { error }
        reject(error)
        fail(error)
      },
      handleCommandComplete: () => undefined,
      handleReadyForQuery: () => finish(),
    } as pg.Submittable)
  })
  const check = () => {
    if (failed) throw failed.error
  }
  return {
    async write(chunk) {
      check()
      connection.sendCopyFromChunk(chunk)
      if (connection.stream.writableNeedDrain) {
        await Promise.race([once(connection.stream, 'drain'), done])
      }
      check()
    },
    async end() {
      connection.endCopyFrom()
      await done
    },
    async giveUp() {
      if (!failed) connection.sendCopyFail('given up')
      await done.catch(() => undefined)
    },
  }
}

/** Copies all chunks and waits until PostgreSQL has taken them. */
export async function copyAll(
  client: CopyClient,
  statement: string,
  chunks: Iterable<Uint8Array>,
): Promise<void> {
  const copy = await copyIn(client, statement)
  for (const chunk of chunks) await copy.write(chunk)
  await copy.end()
}

/** A line of COPY's text format, with its line feed; null is no value. */
export function copyLine(values: readonly (string | number | boolean | null)[]): string {
  let line = ''
  for (const [at, value] of values.entries()) {
    if (at > 0) line += '\t'
    if (value === null) line += '\\N'
    else if (typeof value !== 'string') line += String(value)
    else line += special.test(value) ? value.replaceAll(specials, escaped) : value
  }
  return `${line}\n`
}

const special = /[\\\t\n\r]/
const specials = /[\\\t\n\r]/g
const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped(sign: string): string {
  return escapes[sign] ?? `\\${sign}`
}
