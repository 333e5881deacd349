/**
 * A number in [0, 1) drawn from words: the same words always give the same number, and numbers for different words
 * behave like independent draws from the uniform distribution (53 bits; a test holds it to that). Not for secrets.
 * Two lanes of 32 bits, multiplied and rotated per character and finished with the avalanche of MurmurHash3
 * (Appleby 2008), because a cryptographic hash would cost ten times as much for every simulated answer.
 */
export function drawUnit(seed: string, ...parts: readonly (string | number)[]): number {
  const words = parts.length === 0 ? seed : `${seed}\u0000${parts.join('\u0000')}`
  let high = 0x9e3779b9 ^ words.length
  let low = 0x85ebca6b ^ words.length
  for (let i = 0; i < words.length; i += 1) {
    const unit = words.charCodeAt(i)
    high = Math.imul(rotate(high ^ Math.imul(unit, 0xcc9e2d51), 13), 5) + 0xe6546b64
    low = Math.imul(rotate(low ^ Math.imul(unit, 0x1b873593), 15), 9) + 0x38b34ae5
  }
  const first = avalanche(high ^ rotate(low, 16))
  const second = avalanche(low + Math.imul(first, 0xc2b2ae35))
  return (first * 2 ** 21 + (second >>> 11)) / 2 ** 53
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function avalanche(word: number): number {
  let h = word ^ (word >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
