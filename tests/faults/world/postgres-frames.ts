/** What a proxy can do to a conversation with PostgreSQL, each time with this chance. */
export type Interference =
  /** A statement that writes fails with 53100, as on a full disk; the server itself says so, in the transaction it stands in. */
  | { readonly does: 'diskFull'; readonly share: number }
  /** The server commits, and the client never hears of it: its connection is gone. */
  | { readonly does: 'commitLost'; readonly share: number }

interface Ends {
  readonly toServer: (data: Buffer) => void
  readonly toClient: (data: Buffer) => void
  readonly hangUp: () => void
  readonly interference: () => Interference | null
  readonly chance: () => number
}

const writes = /^\s*(?:with\b[\s\S]*\b(?:insert|update|delete)\b|insert|update|delete|copy|commit)/i
const commits = /^\s*commit\b/i

const diskFull = simpleQuery(
  `do $$ begin raise exception using errcode = '53100', message = 'could not extend file: No space left on device'; end $$`,
)

/**
 * Follows the frontend's messages of one connection (PostgreSQL's documentation, "Message Formats"): whole messages are
 * passed on as they are, a group up to its Sync at a time, so that a group can be replaced.
 */
export function readPostgres({ toServer, toClient, hangUp, interference, chance }: Ends): {
  fromClient: (data: Buffer) => void
  fromServer: (data: Buffer) => void
} {
  let pending: Buffer = Buffer.alloc(0)
  let started = false
  let group: Buffer[] = []
  let groupWrites = false
  let swallowNext = false
  /** Text of prepared statements that keep their name. */
  const named = new Map<string, boolean>()

  function message(kind: string, whole: Buffer): void {
    const body = whole.subarray(5)
    if (kind === 'Q') {
      query(body.toString('utf8', 0, body.length - 1), whole)
      return
    }
    if (kind === 'P') {
      const name = textAt(body, 0)
      const text = textAt(body, name.length + 1)
      const does = writes.test(text)
      if (name !== '') named.set(name, does)
      groupWrites ||= does
    }
    if (kind === 'B') {
      const portal = textAt(body, 0)
      groupWrites ||= named.get(textAt(body, portal.length + 1)) ?? false
    }
    if ('PBDEC'.includes(kind)) {
      group.push(whole)
      return
    }
    if (kind !== 'S') {
      toServer(whole)
      return
    }
    const now = interference()
    const refuse = groupWrites && now?.does === 'diskFull' && chance() < now.share
    toServer(refuse ? diskFull : Buffer.concat([...group, whole]))
    group = []
    groupWrites = false
  }

  function query(text: string, whole: Buffer): void {
    const now = interference()
    if (now?.does === 'commitLost' && commits.test(text) && chance() < now.share) swallowNext = true
    const refuse = now?.does === 'diskFull' && writes.test(text) && chance() < now.share
    toServer(refuse ? diskFull : whole)
  }

  return {
    fromClient(data) {
      pending = Buffer.concat([pending, data])
      if (!started) {
        if (pending.length < 4 || pending.length < pending.readInt32BE(0)) return
        const length = pending.readInt32BE(0)
        toServer(pending.subarray(0, length))
        pending = pending.subarray(length)
        started = true
      }
      while (pending.length >= 5) {
        const length = 1 + pending.readInt32BE(1)
        if (pending.length < length) return
        const whole = pending.subarray(0, length)
        pending = pending.subarray(length)
        message(String.fromCharCode(whole[0] ?? 0), whole)
      }
    },
    fromServer(data) {
      if (swallowNext) hangUp()
      else toClient(data)
    },
  }
}

function textAt(body: Buffer, from: number): string {
  return body.toString('latin1', from, body.indexOf(0, from))
}

function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write('Q', 0)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}
