import type { RenderedMessage } from './compile-message.ts'

/**
 * The HTML of a message: its text with every character escaped, line ends kept, and only the contact's own link and
 * opt-out address made clickable, so that nothing a customer's data says can become markup or a link.
 */
export function htmlOf({ text, link, optOutUrl, openUrl }: RenderedMessage): string {
  const addresses = [link ?? '', optOutUrl ?? ''].filter((url) => url !== '')
  let html = escapeHtml(text)
  // The longest first: one address may begin with the other.
  const escaped = [...new Set(addresses)].map(escapeHtml).sort((a, b) => b.length - a.length)
  if (escaped.length > 0) {
    const pattern = new RegExp(escaped.map(escapePattern).join('|'), 'g')
    html = html.replaceAll(pattern, (url) => `<a href="${url}">${url}</a>`)
  }
  const picture = openUrl ? `<img src="${escapeHtml(openUrl)}" alt="" width="1" height="1">` : ''
  return `<!doctype html><html><body style="${style}">${html.replaceAll('\n', '<br>\n')}${picture}</body></html>`
}

const style = 'font-family:sans-serif;font-size:16px;line-height:1.6'

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Safe as text and inside quoted attributes. */
function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
}

function escapePattern(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
}
