import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'

/** A connection to a mail server, ready to take messages one after the other. */
export interface SmtpSession {
  /** Messages it has been given; a server may have closed a connection that was idle since. */
  used: number
  readonly connection: SMTPConnection
}

export interface SmtpServer {
  readonly host: string
  readonly port: number
  readonly secure: boolean
  readonly user: string
  readonly password: string
}

/** What a mail server said, or that it said nothing. */
export type SmtpAnswer =
  | { readonly said: 'taken'; readonly response: string }
  /** A reply with its three-digit status. */
  | { readonly said: 'refused'; readonly status: number }
  /** No reply; `begun`: bytes of the message had left by then. */
  | { readonly said: 'nothing'; readonly code: string; readonly begun: boolean }

/** Opens a session and signs in, if the server has an account; answers why not otherwise. */
export function openSession(
  server: SmtpServer,
  signal: AbortSignal,
): Promise<SmtpSession | Exclude<SmtpAnswer, { said: 'taken' }>> {
  return new Promise((resolve) => {
    const { host, port, secure, user, password } = server
    const connection = new SMTPConnection({ host, port, secure, logger: false })
    const settle = (answer: SmtpSession | Exclude<SmtpAnswer, { said: 'taken' }>) => {
      signal.removeEventListener('abort', giveUp)
      if (!('connection' in answer)) connection.close()
      resolve(answer)
    }
    const giveUp = () => settle({ said: 'nothing', code: String(signal.reason), begun: false })
    const fail = (error: SmtpError) => settle(refusalOf(error, false))
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    // Stays for the life of the connection: an error that nobody hears would end the process.
    connection.on('error', fail)
    connection.connect((error) => {
      if (error) return fail(error)
      if (!user || !connection.allowsAuth) return settle({ used: 0, connection })
      connection.login({ credentials: { user, pass: password } }, (refused) =>
        refused
          ? settle({ said: 'nothing', code: 'SMTP_AUTH', begun: false })
          : settle({ used: 0, connection }),
      )
    })
  })
}

/** Hands one message over. A session whose server said nothing is closed and must not be used again. */
export function transmit(
  session: SmtpSession,
  { from, to, mime }: { readonly from: string; readonly to: string; readonly mime: string },
  signal: AbortSignal,
): Promise<SmtpAnswer> {
  const { connection } = session
  session.used += 1
  let begun = false
  // Read for the first time when the server has agreed to take the message: from then on bytes may have left.
  const content = new Readable({
    read() {
      begun = true
      this.push(mime)
      this.push(null)
    },
  })
  return new Promise((resolve) => {
    const settle = (answer: SmtpAnswer) => {
      signal.removeEventListener('abort', giveUp)
      if (answer.said === 'nothing') connection.close()
      resolve(answer)
    }
    const giveUp = () => settle({ said: 'nothing', code: String(signal.reason), begun })
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    connection.send({ from, to: [to] }, content, (error, info) => {
      if (error) return settle(refusalOf(error, begun))
      settle({ said: 'taken', response: info?.response ?? '' })
    })
  })
}

/** Makes a session that was refused something ready for the next message; false: it is of no more use. */
export function resetSession({ connection }: SmtpSession, signal: AbortSignal): Promise<boolean> {
  if (connection.destroyed || signal.aborted) return Promise.resolve(false)
  return new Promise((resolve) => {
    const giveUp = () => resolve(false)
    signal.addEventListener('abort', giveUp, { once: true })
    connection.once('end', giveUp)
    connection.reset((error) => {
      signal.removeEventListener('abort', giveUp)
      connection.removeListener('end', giveUp)
      resolve(!error)
    })
  })
}

interface SmtpError extends Error {
  readonly code?: string | undefined
  readonly originalCode?: string | undefined
  readonly responseCode?: number | undefined
}

function refusalOf(error: SmtpError, begun: boolean): Exclude<SmtpAnswer, { said: 'taken' }> {
  if (error.responseCode) return { said: 'refused', status: error.responseCode }
  return { said: 'nothing', code: codes[error.originalCode ?? error.code ?? ''] ?? 'LOST', begun }
}

/** Ours, for what nodemailer and the system call it; anything else is a lost connection. */
const codes: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ETIMEDOUT: 'TIMED_OUT',
  SOCKET_TIMEOUT: 'TIMED_OUT',
  ENOTFOUND: 'HOST_UNKNOWN',
  EDNS: 'HOST_UNKNOWN',
  ETLS: 'TLS',
  EAUTH: 'SMTP_AUTH',
}
