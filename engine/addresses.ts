import type { Channel } from '../schemas/basics.ts'

/** Where a customer can be reached, as the profile holds it. */
export interface Addresses {
  readonly email: string | null
  readonly phone: string | null
  readonly postalCode: string | null
  readonly address: string | null
}

/**
 * The form in which two spellings of one address are equal, or null if there is none: an e-mail address in lower case,
 * a phone number as digits with 0 for +82, a postal address without the spaces and punctuation. A refusal is kept under
 * this form, so changing it would forget refusals.
 */
export function normalAddress(channel: Channel, addresses: Addresses): string | null {
  switch (channel) {
    case 'email':
      return addresses.email?.trim().toLowerCase() || null
    case 'sms':
    case 'call':
      return addresses.phone === null ? null : phoneDigits(addresses.phone) || null
    case 'letter': {
      if (addresses.address === null) return null
      const text = `${addresses.postalCode ?? ''} ${addresses.address}`.toLowerCase()
      return text.replaceAll(/[\s.,()·-]+/g, '') || null
    }
  }
}

/** Digits of a phone number as dialled inside Korea; other countries keep their + and code. */
export function phoneDigits(phone: string): string {
  const digits = phone.replaceAll(/[^\d+]/g, '').replace(/^00(?=82)/, '+')
  return digits.replace(/^\+82\(?0?/, '0')
}
