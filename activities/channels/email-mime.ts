import { domainToASCII } from 'node:url'
import { oneLine } from '../../engine/render/clean.ts'
import { htmlOf } from '../../engine/render/html.ts'
import type { Outgoing } from './channel.ts'

export interface Sender {
  /** Shown beside the address; may be empty. */
  readonly name: string
  /** ASCII address; its domain stands in every Message-ID. */
  readonly address: string
}

/**
 * The bytes of an e-mail (RFC 5322, MIME): text and HTML alternatives in base64, so no line of the text is ever too long
 * or a dot. Every header is one line, whatever the subject holds. One click opts out (RFC 8058) where the message knows
 * an https address for it; `at` is the real instant of sending.
 */
export function mimeOf(
  { outward, recipient, message }: Outgoing,
  { from, at }: { readonly from: Sender; readonly at: Date },
): string {
  const boundary = `=_${outward}`
  const headers = [
    `From: ${from.name ? `${encodeWords(from.name)} <${from.address}>` : from.address}`,
    `To: ${recipient}`,
    `Subject: ${encodeWords(message.subject)}`,
    `Message-ID: <${outward}@${from.address.slice(from.address.lastIndexOf('@') + 1)}>`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    ...optOutHeaders(message.optOutUrl),
    'MIME-Version: 1.0',
    `Content-Type: multipart/alternative; boundary="${boundary}"`,
  ]
  return [
    ...headers,
    '',
    ...part(boundary, 'text/plain', message.text.replaceAll('\n', '\r\n')),
    ...part(boundary, 'text/html', htmlOf(message)),
    `--${boundary}--`,
    '',
  ].join('\r\n')
}

/**
 * An address as the envelope takes it, its domain in ASCII; null if it is none, or if its local part needs an extension
 * (SMTPUTF8) that few servers speak. Nothing that could end a command passes.
 */
export function envelopeAddress(text: string): string | null {
  const match = /^([\w.!#$%&'*+/=?^`{|}~-]{1,64})@([^\s@<>()[\],;:\\"]{1,255})$/.exec(text.trim())
  const domain = domainToASCII(match?.[2] ?? '')
  return match?.[1] && domain ? `${match[1]}@${domain}` : null
}

function optOutHeaders(url: string | null): string[] {
  if (url === null || !URL.canParse(url)) return []
  const { href, protocol } = new URL(url)
  const list = `List-Unsubscribe: <${href}>`
  return protocol === 'https:'
    ? [list, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']
    : [list]
}

function part(boundary: string, type: string, content: string): string[] {
  return [
    `--${boundary}`,
    `Content-Type: ${type}; charset=utf-8`,
    'Content-Transfer-Encoding: base64',
    '',
    Buffer.from(content)
      .toString('base64')
      .replaceAll(/.{76}(?!$)/g, '$&\r\n'),
  ]
}

const encodedWordBytes = 45

/** RFC 2047: ASCII as it stands if it is short and plain, else encoded words of at most 75 characters, folded. */
function encodeWords(text: string): string {
  const line = oneLine(text)
  if (/^[\x20-\x7e]*$/.test(line) && line.length <= 60 && !line.includes('=?')) {
    return /["(),:;<>@[\\\]]/.test(line) ? encodeAll(line) : line
  }
  return encodeAll(line)
}

function encodeAll(line: string): string {
  const words: string[] = []
  let word = ''
  let bytes = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (bytes + size > encodedWordBytes) {
      words.push(word)
      word = ''
      bytes = 0
    }
    word += character
    bytes += size
  }
  if (word) words.push(word)
  return words.map((w) => `=?UTF-8?B?${Buffer.from(w).toString('base64')}?=`).join('\r\n ')
}
