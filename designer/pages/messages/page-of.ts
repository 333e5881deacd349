import type { Channel } from '../../../schemas/basics.ts'

/**
 * A page for the sandboxed frame: mail that brings its own markup as it is, all else as text with its line breaks.
 * The page's own policy refuses scripts, forms and everything from outside, so that reading a message tells nobody.
 */
export function pageOf(message: { channel: Channel; body: string }): string {
  const isMarkup =
    message.channel === 'email' && /<(?:html|body|p|div|table|br)\b/i.test(message.body)
  const body = isMarkup ? message.body : `<pre>${escaped(message.body)}</pre>`
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"><style>${style}</style>${body}`
}

const style =
  'body{margin:0;padding:20px;font:15px/24px Pretendard,"Apple SD Gothic Neo","Noto Sans KR",sans-serif;color:#212529;background:#fff;word-break:keep-all}pre{margin:0;font:inherit;white-space:pre-wrap}'

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
