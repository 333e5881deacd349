import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** Customers by the bytes of the house’s id; each has a place, from 1 on in the order of their numbers. */
export interface CustomerIndex {
  /** The place of the customer whose id stands in `bytes` from `start` to `end`; 0: nobody has it. */
  find(bytes: Uint8Array, start: number, end: number): number
  /** The number of the customer at a place. */
  numberAt(place: number): number
  readonly places: number
}

interface Page {
  readonly n: number
  readonly last: number
  readonly ids: string
  /** Who was kept of those who were merged, by the place of who is gone within the page. */
  readonly kept: Readonly<Record<string, number>> | null
  readonly lengths: string
  readonly text: string
}

const pageRows = 50_000

/** All customers who are not erased, those merged under who was kept, in about 60 bytes each besides their ids. A snapshot of its moment. */
export async function loadCustomerIndex(connection: Db): Promise<CustomerIndex> {
  const pages: ReadPage[] = []
  let total = 0
  for (let after = 0; ; ) {
    const { rows } = await sql<Page>`
      select count(*) as n, max(id) as last,
        string_agg(id::text, ',' order by id) as ids,
        jsonb_object_agg(no - 1, merged_into) filter (where merged_into is not null) as kept,
        string_agg(octet_length(external_id)::text, ',' order by id) as lengths,
        string_agg(external_id, '' order by id) as text
      from (select id, merged_into, external_id, row_number() over (order by id) as no from customer
        where id > ${after} and (erased_at is null or merged_into is not null)
        order by id limit ${pageRows}) c`.execute(connection)
    const [page] = rows
    if (!page || page.n === 0) break
    const ids = page.ids.split(',').map(Number)
    const lengths = page.lengths.split(',').map(Number)
    pages.push({ text: Buffer.from(page.text), ids, lengths, kept: page.kept ?? {} })
    after = page.last
    total += page.n
  }
  return indexed(pages, total)
}

interface ReadPage {
  readonly text: Buffer
  readonly ids: readonly number[]
  readonly lengths: readonly number[]
  readonly kept: Readonly<Record<string, number>>
}

/** Bytes of an id that stand in the table itself; whoever looks for a shorter one reads a single line of the cache. */
const inlineBytes = 12

function indexed(pages: readonly ReadPage[], total: number): CustomerIndex {
  const text = Buffer.concat(pages.map((page) => page.text))
  const numbers = new Int32Array(total + 1)
  const starts = new Uint32Array(total + 2)
  const table = createTable(total)
  const merged = new Map<number, number>()
  let place = 0
  let start = 0
  for (const { ids, lengths, kept } of pages) {
    for (const [at, who] of Object.entries(kept)) merged.set(place + Number(at) + 1, who)
    for (const [at, id] of ids.entries()) {
      place += 1
      numbers[place] = id
      starts[place] = start
      start += lengths[at] ?? 0
      table.add(text, starts[place] ?? 0, start, place)
    }
  }
  starts[total + 1] = start
  const placeOfKept = new Map([...merged].map(([gone, who]) => [gone, placeOf(numbers, who)]))
  const isRest = (found: number, bytes: Uint8Array, from: number, to: number) =>
    isEqual(
      text.subarray((starts[found] ?? 0) + inlineBytes, starts[found + 1]),
      bytes.subarray(from + inlineBytes, to),
    )
  return {
    places: total,
    numberAt: (at) => numbers[at] ?? 0,
    find(bytes, from, to) {
      const found = table.find(bytes, from, to, isRest)
      return placeOfKept.size === 0 ? found : (placeOfKept.get(found) ?? found)
    },
  }
}

/** Places by ids, open addressing: four words for each, the place and the first twelve bytes of the id. */
function createTable(total: number) {
  // At most half full, so that a search ends soon.
  const size = 2 ** Math.ceil(Math.log2(Math.max(2, total * 2)))
  const slots = new Int32Array(size * 4)
  const mask = size - 1
  let word0 = 0
  let word1 = 0
  let word2 = 0

  /** The slot at which a search begins; leaves the words of the id. Ids have no zero bytes, so shorter ones differ. */
  function readId(bytes: Uint8Array, from: number, to: number): number {
    word0 = wordAt(bytes, from, to)
    word1 = wordAt(bytes, from + 4, to)
    word2 = wordAt(bytes, from + 8, to)
    let hash = Math.imul(word0, 0x85ebca6b) ^ Math.imul(word1, 0x9e3779b1) ^ word2
    for (let at = from + inlineBytes; at < to; at++) hash = Math.imul(hash, 31) + (bytes[at] ?? 0)
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35)
    return (hash ^ (hash >>> 13)) & mask
  }

  return {
    add(bytes: Uint8Array, from: number, to: number, place: number): void {
      let slot = readId(bytes, from, to)
      while (slots[slot * 4] !== 0) slot = (slot + 1) & mask
      slots[slot * 4] = place
      slots[slot * 4 + 1] = word0
      slots[slot * 4 + 2] = word1
      slots[slot * 4 + 3] = word2
    },
    find(
      bytes: Uint8Array,
      from: number,
      to: number,
      isRest: (found: number, bytes: Uint8Array, from: number, to: number) => boolean,
    ): number {
      let slot = readId(bytes, from, to)
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

/** Numbers rise with their places; 0 stands before them. */
function placeOf(numbers: Int32Array, wanted: number): number {
  let low = 1
  let high = numbers.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] ?? 0) < wanted) low = middle + 1
    else high = middle
  }
  return numbers[low] === wanted ? low : 0
}

function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at++) if (one[at] !== other[at]) return false
  return true
}
