import { createReadStream } from 'node:fs'
import { acceptEvents } from '../../db/inbox/inbox.ts'
import { eventOfMail } from '../../intake/mail.ts'
import { defineCommand } from '../command.ts'

/** What a report says stands at its beginning and in the head of what it returns. */
const mailMaxBytes = 4 * 1024 * 1024

export const command = defineCommand({
  name: 'mail take',
  summary: 'take in a mail that came back: a bounce, a complaint or a reply',
  arguments: ['file?'],
  examples: ['dasi mail take bounce.eml', 'bounces: "|dasi mail take"   (a line of /etc/aliases)'],
  async run({ db, out }, { positionals }) {
    const [file] = positionals
    const input = file === undefined || file === '-' ? process.stdin : createReadStream(file)
    const found = eventOfMail(await textOf(input), Date.now())
    if (!found) {
      out.result({ response: null, accepted: false }, () => 'This mail answers none of ours.')
      return
    }
    const { accepted } = await acceptEvents(await db(), { source: 'mail', events: [found] })
    const response = found.event.type === 'response' ? found.event.response : null
    out.result({ response, accepted: accepted > 0 }, () =>
      accepted > 0 ? `Taken: ${response}.` : 'This mail was taken before.',
    )
  },
})

async function textOf(input: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of input) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > mailMaxBytes) break
  }
  // Bytes beyond ASCII stand in nothing that is read here.
  return Buffer.concat(chunks).toString('latin1')
}
