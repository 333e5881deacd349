import type { AddressInfo, Socket } from 'node:net'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { openLedger } from './ledger.ts'

export interface SinkMail {
  /** Without its angle brackets. */
  readonly messageId: string
  readonly to: string
  /** Real instant of acceptance, epoch milliseconds. */
  readonly at: number
  /** The message as it came. */
  readonly raw: string
}

/** How the sink misbehaves towards one recipient. */
export type SmtpFault =
  | { readonly fault: 'refuse'; readonly status: number; readonly stage: 'rcpt' | 'data' }
  /** Closes the connection instead of answering: before the message, or after having taken it. */
  | { readonly fault: 'drop'; readonly stage: 'rcpt' | 'data' }
  /** Says nothing more: at the recipient, or after having taken the message. */
  | { readonly fault: 'hang'; readonly stage: 'rcpt' | 'data' }
  /** Says something that is no answer, after having taken the message at the stage `data`, and closes. */
  | { readonly fault: 'garbage'; readonly stage: 'rcpt' | 'data' }
  /** Does its work at once and answers late. */
  | { readonly fault: 'slow'; readonly stage: 'rcpt' | 'data'; readonly ms: number }

export interface SmtpSink {
  readonly port: number
  /** For the settings of the e-mail channel. */
  readonly url: string
  readonly accepted: readonly SinkMail[]
  /** From now on; null: it behaves. */
  misbehave(faultOf: ((to: string) => SmtpFault | null) | null): void
  /** Cuts every connection, as a server does with idle ones. */
  dropConnections(): void
  close(): Promise<void>
}

/** A real SMTP server on loopback that delivers nothing and keeps what it has accepted. */
export async function startSmtpSink({
  port = 0,
  ledgerPath,
}: {
  port?: number
  ledgerPath?: string
} = {}): Promise<SmtpSink> {
  const ledger = openLedger<SinkMail>(ledgerPath)
  const sockets = new Map<number, Socket>()
  let faultOf: ((to: string) => SmtpFault | null) | null = null
  const faultAt = (to: string, stage: SmtpFault['stage']) => {
    const fault = faultOf?.(to) ?? null
    return fault?.stage === stage ? fault : null
  }
  const misbehave = (fault: SmtpFault, session: SMTPServerSession, done: Done) => {
    if (fault.fault === 'refuse') done(refusal(fault.status))
    if (fault.fault === 'drop') sockets.get(session.remotePort)?.destroy()
    if (fault.fault === 'garbage') sockets.get(session.remotePort)?.end('<html>OK</html>\r\n')
    if (fault.fault === 'slow') setTimeout(done, fault.ms)
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onRcptTo({ address }, session, done) {
      const fault = faultAt(address, 'rcpt')
      if (fault) misbehave(fault, session, done)
      else done()
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const fault = faultAt(to, 'data')
        if (fault?.fault === 'refuse') return done(refusal(fault.status))
        const raw = Buffer.concat(chunks).toString()
        ledger.append({ messageId: messageIdOf(raw), to, at: Date.now(), raw })
        if (fault) misbehave(fault, session, done)
        else done()
      })
    },
  })
  // Clients that are cut off are expected here.
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    const { remotePort } = socket
    if (remotePort === undefined) return
    sockets.set(remotePort, socket)
    socket.once('close', () => sockets.delete(remotePort))
  })
  await new Promise<void>((done, fail) => {
    server.server.once('error', fail)
    server.listen(port, '127.0.0.1', () => done())
  })
  const bound = (server.server.address() as AddressInfo).port
  const dropConnections = () => {
    for (const socket of sockets.values()) socket.destroy()
  }
  return {
    port: bound,
    url: `smtp://127.0.0.1:${bound}`,
    accepted: ledger.entries,
    misbehave(next) {
      faultOf = next
    },
    dropConnections,
    async close() {
      dropConnections()
      await new Promise<void>((done) => server.close(() => done()))
      ledger.close()
    },
  }
}

type Done = (error?: Error | null) => void

function refusal(status: number): Error {
  return Object.assign(new Error('The sink was told to refuse'), { responseCode: status })
}

function messageIdOf(raw: string): string {
  return /^Message-ID: <([^>]*)>/im.exec(raw)?.[1] ?? ''
}
