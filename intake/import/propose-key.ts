import { attributeKeySchema } from '../../schemas/rule.ts'

const syllablesFrom = 0xac00
const syllablesTo = 0xd7a3
const finals = 28
const vowels = 21

// Revised Romanization, syllable by syllable; sounds that change between syllables are left as they are written.
const initialSounds = 'g kk n d tt r m b pp s ss  j jj ch k t p h'.split(' ')
const vowelSounds = 'a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i'.split(' ')
const finalSounds = [
  ...['', 'k', 'k', 'k', 'n', 'n', 'n', 't', 'l', 'k', 'm', 'l', 'l', 'l', 'p', 'l'],
  ...['m', 'p', 'p', 't', 't', 'ng', 't', 't', 'k', 't', 'p', 't'],
]

/**
 * A key for an attribute called like a column: `Shoe Size` is `shoeSize`, `가족 수` is `gajokSu`. What has no letters of
 * these scripts is named by its place, from 0.
 */
export function proposeKey(column: string, place: number): string {
  const words = romanize(column)
    .split(/[^a-zA-Z0-9]+/)
    .filter(Boolean)
  const key = words
    .map((word, at) => {
      const lower = /^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word
      const first = lower.charAt(0)
      return (at === 0 ? first.toLowerCase() : first.toUpperCase()) + lower.slice(1)
    })
    .join('')
    .slice(0, 40)
  return attributeKeySchema.safeParse(key).success ? key : `column${place + 1}`
}

function romanize(text: string): string {
  return Array.from(text.normalize('NFC'), (sign) => {
    const code = sign.codePointAt(0) ?? 0
    if (code < syllablesFrom || code > syllablesTo) return sign
    const at = code - syllablesFrom
    const initial = initialSounds[Math.floor(at / finals / vowels)] ?? ''
    const vowel = vowelSounds[Math.floor(at / finals) % vowels] ?? ''
    return initial + vowel + (finalSounds[at % finals] ?? '')
  }).join('')
}
