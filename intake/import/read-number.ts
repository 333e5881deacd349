export type NumberProblem =
  | 'NUMBER_UNREADABLE'
  | 'NUMBER_NEGATIVE'
  | 'NUMBER_TOO_PRECISE'
  | 'NUMBER_TOO_LARGE'

const currency =
  /^(?:₩|￦|\\|\$|€|£|¥|KRW|USD|EUR|JPY|원화)\s*|\s*(?:원|KRW|USD|EUR|JPY|won|₩|\$|€|£|¥)$/giu
const plain = /^[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d*))?$/

/**
 * An amount of money as decimal text with at most two decimals: thousands may be set apart by commas, a currency sign
 * or unit may stand before or behind. A decimal comma is not guessed. Negative amounts (also in parentheses) are a
 * problem of their own, since Dasi keeps purchases and not returns. Below 10¹².
 */
export function readAmount(text: string): string | { problem: NumberProblem } {
  const bare = simple.test(text) ? text : withoutCurrency(text)
  const match = plain.exec(bare)
  if (!match) {
    return { problem: /^\(.*\d.*\)$/.test(bare) ? 'NUMBER_NEGATIVE' : 'NUMBER_UNREADABLE' }
  }
  const digits = bare.replaceAll(',', '').replace(/^\+/, '')
  const value = Number(digits)
  if (value < 0) return { problem: 'NUMBER_NEGATIVE' }
  if (value >= 1e12) return { problem: 'NUMBER_TOO_LARGE' }
  if (/[1-9]/.test((match[1] ?? '').slice(2))) return { problem: 'NUMBER_TOO_PRECISE' }
  return value.toFixed(2)
}

/** A whole number from 0 to 2,147,483,647; thousands may be set apart by commas, a unit (개, 점, P, EA) may follow. */
export function readCount(text: string): number | { problem: NumberProblem } {
  const bare = text.replace(/\s*(?:개|점|P|EA|건|장)$/iu, '').trim()
  const match = plain.exec(bare)
  if (!match) return { problem: 'NUMBER_UNREADABLE' }
  const value = Number(bare.replaceAll(',', ''))
  if (value < 0) return { problem: 'NUMBER_NEGATIVE' }
  if (!Number.isInteger(value)) return { problem: 'NUMBER_TOO_PRECISE' }
  return value > 2_147_483_647 ? { problem: 'NUMBER_TOO_LARGE' } : value
}

const simple = /^\d+(?:\.\d+)?$/

function withoutCurrency(text: string): string {
  const bare = text.trim().replaceAll(currency, '').trim()
  // A sign may stand before the currency: -₩3,000.
  return /^[+-]/.test(bare) ? `${bare[0]}${bare.slice(1).replaceAll(currency, '').trim()}` : bare
}
