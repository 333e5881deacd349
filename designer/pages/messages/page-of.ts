import type { Channel } from '../../../schemas/basics.ts'

/** Mail that brings its own markup; everything else is text, with its line breaks. */
export function isMarkup({ channel, body }: { channel: Channel; body: string }): boolean {
  return channel === 'email' && /<(?:html|body|p|div|table|br|a)\b/i.test(body)
}

/**
 * A page around markup for the sandboxed frame. Its own policy refuses scripts, forms and everything from outside, so
 * that reading a message tells nobody.
 */
export function pageOf(markup: string): string {
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><style>${style}</style>${markup}`
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
const style =
  'body{margin:0;padding:20px;font:15px/24px Pretendard,"Apple SD Gothic Neo","Noto Sans KR",sans-serif;color:#212529;background:#fff;word-break:keep-all}'
