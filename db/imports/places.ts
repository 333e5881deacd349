/** Bytes of a key that stand in the table itself; whoever looks for a shorter one reads a single line of the cache. */
export const inlineBytes = 12

/** Numbers from 1 on by keys of bytes without a zero. */
export interface Places {
  add(bytes: Uint8Array, from: number, to: number, place: number): void
  /** 0: there is none. `isRest` compares what stands behind the first twelve bytes. */
  find(bytes: Uint8Array, from: number, to: number, isRest: IsRest): number
  /** Says that `find` will be asked for a key: what it reads for several of them is then fetched at once. */
  approach(bytes: Uint8Array, from: number, to: number): void
}

export type IsRest = (found: number, bytes: Uint8Array, from: number, to: number) => boolean

const approachedMax = 64

/** Room for `total` keys; open addressing, four words each: the place and the first twelve bytes of the key. */
export function createPlaces(total: number): Places {
  // At most half full, so that a search ends soon.
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, total * 2)))
  const slots = new Int32Array(size * 4)
  const mask = size - 1
  let word0 = 0
  let word1 = 0
  let word2 = 0
  const approached = new Int32Array(approachedMax)
  let approaching = 0

  /** The slot at which a search begins; leaves the words of the key. Keys have no zero bytes, so shorter ones differ. */
  function readKey(bytes: Uint8Array, from: number, to: number): number {
    word0 = wordAt(bytes, from, to)
    word1 = wordAt(bytes, from + 4, to)
    word2 = wordAt(bytes, from + 8, to)
    let hash = Math.imul(word0, 0x85ebca6b) ^ Math.imul(word1, 0x9e3779b1) ^ word2
    for (let at = from + inlineBytes; at < to; at++) hash = Math.imul(hash, 31) + (bytes[at] ?? 0)
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    return (hash ^ (hash >>> 13)) & mask
  }

  /** The processor waits for the lines of all these slots at once, where it would wait for one after the other. */
  function fetchApproached(): void {
    for (let i = 0; i < approaching; i++) approached[i] = slots[approached[i] ?? 0] ?? 0
    approaching = 0
  }

  return {
    add(bytes, from, to, place) {
      let slot = readKey(bytes, from, to)
      while (slots[slot * 4] !== 0) slot = (slot + 1) & mask
      slots[slot * 4] = place
      slots[slot * 4 + 1] = word0
      slots[slot * 4 + 2] = word1
      slots[slot * 4 + 3] = word2
    },
    find(bytes, from, to, isRest) {
      if (approaching > 0) fetchApproached()
      let slot = readKey(bytes, from, to)
      for (;;) {
        const found = slots[slot * 4] ?? 0
        if (found === 0) return 0
        if (
          slots[slot * 4 + 1] === word0 &&
          slots[slot * 4 + 2] === word1 &&
          slots[slot * 4 + 3] === word2 &&
          (to - from < inlineBytes || isRest(found, bytes, from, to))
        )
          return found
        slot = (slot + 1) & mask
      }
    },
    approach(bytes, from, to) {
      if (approaching === approachedMax) fetchApproached()
      approached[approaching] = readKey(bytes, from, to) * 4
      approaching += 1
    },
  }
}

/** Up to four bytes as one number. */
function wordAt(bytes: Uint8Array, from: number, to: number): number {
  if (from + 4 <= to) {
    return (
      (bytes[from] ?? 0) |
      ((bytes[from + 1] ?? 0) << 8) |
      ((bytes[from + 2] ?? 0) << 16) |
      ((bytes[from + 3] ?? 0) << 24)
    )
  }
  let word = 0
  for (let at = from, shift = 0; at < to; at++, shift += 8) word |= (bytes[at] ?? 0) << shift
  return word
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}
