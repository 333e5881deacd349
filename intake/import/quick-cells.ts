import { createPlaces, type IsRest, isEqual } from '../../db/imports/places.ts'
import type { DateReader } from './read-date.ts'

/** −1: not written in the plainest way; the careful reader is to look at it. */
const odd = -1

/** A number of digits with at most two decimals, in hundredths, below 10¹²; −1 if it is written otherwise. */
export function quickCents(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 12 || to === from) return odd
  let value = 0
  let at = from
  for (; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) break
    value = value * 10 + digit
  }
  if (at === to) return value * 100
  const decimals = to - at - 1
  if (bytes[at] !== point || at === from || decimals < 1 || decimals > 2) return odd
  for (at += 1; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) return odd
    value = value * 10 + digit
  }
  return decimals === 1 ? value * 10 : value
}

/** A whole number of at most nine digits; −1 if it is written otherwise. */
export function quickCount(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 9 || to === from) return odd
  let value = 0
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 48
    if (digit < 0 || digit > 9) return odd
    value = value * 10 + digit
  }
  return value
}

const point = 46
const dash = 45
const colon = 58
const space = 32
const letterT = 84
const dayMs = 86_400_000

interface Day {
  /** Instant of a purchase of which only the day is known. */
  readonly alone: number
  readonly midnight: number
}

/**
 * Reads `2024-01-05`, alone or with a time (`14:05`, `14:05:30`), by asking the careful reader once a day; NaN for
 * whatever is written otherwise, lies on a day on which clocks change, or has not come yet.
 */
export function createQuickDate(
  readDate: DateReader,
): (bytes: Uint8Array, from: number, to: number) => number {
  const days = new Map<number, Day | null>()
  const dayOf = (year: number, month: number, day: number): Day | null => {
    const number = year * 10_000 + month * 100 + day
    const known = days.get(number)
    if (known !== undefined) return known
    const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
    const alone = readDate(text)
    const first = readDate(`${text} 00:00:00`)
    const last = readDate(`${text} 23:59:59`)
    const isPlain =
      typeof alone === 'object' &&
      typeof first === 'object' &&
      typeof last === 'object' &&
      last.at - first.at === dayMs - 1000
    const found = isPlain ? { alone: alone.at, midnight: first.at } : null
    days.set(number, found)
    return found
  }
  return (bytes, from, to) => {
    const length = to - from
    if (length !== 10 && length !== 16 && length !== 19) return Number.NaN
    if (bytes[from + 4] !== dash || bytes[from + 7] !== dash) return Number.NaN
    const year = two(bytes, from) * 100 + two(bytes, from + 2)
    const month = two(bytes, from + 5)
    const dayOfMonth = two(bytes, from + 8)
    if (!(year >= 1900 && month >= 1 && dayOfMonth >= 1)) return Number.NaN
    const day = dayOf(year, month, dayOfMonth)
    if (!day) return Number.NaN
    if (length === 10) return day.alone
    const between = bytes[from + 10]
    if ((between !== space && between !== letterT) || bytes[from + 13] !== colon) return Number.NaN
    const hour = two(bytes, from + 11)
    const minute = two(bytes, from + 14)
    const second = length === 19 && bytes[from + 16] === colon ? two(bytes, from + 17) : 0
    if (!(hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN
    if (length === 19 && bytes[from + 16] !== colon) return Number.NaN
    return day.midnight + ((hour * 60 + minute) * 60 + second) * 1000
  }
}

/** NaN unless both are digits. */
function two(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 48
  const ones = (bytes[at + 1] ?? 0) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

/** What a file says again and again: the value made of its bytes when they were first met. */
export interface Words<Value> {
  find(bytes: Uint8Array, from: number, to: number): Value | undefined
}

const wordsMax = 200_000

/** `make` is asked once for each word; undefined is asked again. Beyond 200,000 words nothing is remembered. */
export function createWords<Value>(
  make: (text: string, bytes: Uint8Array) => Value | undefined,
): Words<Value> {
  const words: Uint8Array[] = []
  const values: Value[] = []
  let room = 512
  let places = createPlaces(room)
  const isRest: IsRest = (found, bytes, from, to) => {
    const word = words[found - 1]
    return word !== undefined && isEqual(word, bytes.subarray(from, to))
  }

  function note(own: Uint8Array, value: Value): void {
    words.push(own)
    values.push(value)
    if (words.length <= room) places.add(own, 0, own.length, words.length)
    else {
      room *= 4
      places = createPlaces(room)
      for (const [at, word] of words.entries()) places.add(word, 0, word.length, at + 1)
    }
  }

  return {
    find(bytes, from, to) {
      const found = places.find(bytes, from, to, isRest)
      if (found > 0) return values[found - 1]
      const own = Uint8Array.from(bytes.subarray(from, to))
      const value = make(decoder.decode(own), own)
      if (value !== undefined && words.length < wordsMax) note(own, value)
      return value
    },
  }
}

const decoder = new TextDecoder()
