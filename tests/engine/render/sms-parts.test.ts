import { expect, test } from 'vitest'
import { smsParts } from '../../../engine/render/sms-parts.ts'

test('Hangul counts two bytes, ASCII one; 90 bytes make a short message, 2,000 a long one', () => {
  expect(smsParts('')).toEqual({ as: 'sms', bytes: 0, left: 90, unsupported: [] })
  expect(smsParts('가'.repeat(45))).toMatchObject({ as: 'sms', bytes: 90, left: 0 })
  expect(smsParts(`${'가'.repeat(45)}.`)).toMatchObject({ as: 'lms', bytes: 91, left: 1909 })
  expect(smsParts('a'.repeat(2001))).toMatchObject({ as: 'tooLong', left: -1 })
})

test('characters that gateways lack are named', () => {
  expect(smsParts('쀍 ※ ★ № 漢 ㈜ ～ あ Ж').unsupported).toEqual([])
  expect(smsParts('안녕 😀😀 ✓ é').unsupported).toEqual(['😀', '✓', 'é'])
})

test('sizes and gaps are those of the platform’s own decoder', () => {
  const decoder = new TextDecoder('euc-kr', { fatal: true })
  const wrong: string[] = []
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x41; trail <= 0xfe; trail++) {
      const text = decodeOrNull(decoder, Uint8Array.of(lead, trail))
      if (text === null || [...text].length !== 1 || /\p{Co}/u.test(text)) continue
      const { bytes, unsupported } = smsParts(text)
      // Compatibility forms of Chinese characters normalise to ones in the main block.
      if (bytes !== 2 || (unsupported.length > 0 && !/[\uf900-\ufaff]/.test(text))) wrong.push(text)
    }
  }
  expect(wrong).toEqual([])
})

function decodeOrNull(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
