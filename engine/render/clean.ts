const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u
const unsafeAll = new RegExp(unsafe, 'gu')
const unsafeButNewline = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu

/**
 * One line that may stand in a header: control characters, line ends and marks that turn the direction of writing
 * become spaces (RFC 5322 ends a header at a line end).
 */
export function oneLine(text: string): string {
  return unsafe.test(text) ? text.replaceAll(unsafeAll, ' ') : text
}

/** Text of several lines: line ends become LF, other control characters vanish. */
export function manyLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(unsafeButNewline, '')
}
