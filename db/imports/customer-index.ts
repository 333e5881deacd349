import { sql } from 'kysely'
import type { Db } from '../schema.ts'

/** Numbers of customers by the bytes of the house’s id. */
export interface CustomerIndex {
  /** The number of the customer whose id stands in `bytes` from `start` to `end`; 0: nobody has it. */
  find(bytes: Uint8Array, start: number, end: number): number
}

interface Page {
  readonly n: number
  readonly last: number
  readonly ids: string
  readonly lengths: string
  readonly text: string
}

const pageRows = 50_000

/** All customers who are not erased, those merged under who was kept, in about 25 bytes each besides their ids. A snapshot of its moment. */
export async function loadCustomerIndex(connection: Db): Promise<CustomerIndex> {
  const pages: { text: Buffer; ids: number[]; lengths: number[] }[] = []
  let total = 0
  for (let after = 0; ; ) {
    const { rows } = await sql<Page>`
      select count(*) as n, max(id) as last,
        string_agg(coalesce(merged_into, id)::text, ',' order by id) as ids,
        string_agg(octet_length(external_id)::text, ',' order by id) as lengths,
        string_agg(external_id, '' order by id) as text
      from (select id, merged_into, external_id from customer
        where id > ${after} and (erased_at is null or merged_into is not null)
        order by id limit ${pageRows}) c`.execute(connection)
    const [page] = rows
    if (!page || page.n === 0) break
    const ids = page.ids.split(',').map(Number)
    pages.push({ text: Buffer.from(page.text), ids, lengths: page.lengths.split(',').map(Number) })
    after = page.last
    total += page.n
  }
  return indexed(pages, total)
}

function indexed(
  pages: readonly { text: Buffer; ids: number[]; lengths: number[] }[],
  total: number,
): CustomerIndex {
  const text = Buffer.concat(pages.map((page) => page.text))
  const numbers = new Int32Array(total)
  const starts = new Uint32Array(total + 1)
  // At most half full, so that a search ends soon.
  const slots = new Int32Array(2 ** Math.ceil(Math.log2(Math.max(2, total * 2))))
  const mask = slots.length - 1
  let entry = 0
  let start = 0
  for (const { ids, lengths } of pages) {
    for (const [at, id] of ids.entries()) {
      numbers[entry] = id
      starts[entry] = start
      const end = start + (lengths[at] ?? 0)
      let slot = hashOf(text, start, end) & mask
      while (slots[slot] !== 0) slot = (slot + 1) & mask
      entry += 1
      slots[slot] = entry
      start = end
    }
  }
  starts[total] = start
  return {
    find(bytes, from, to) {
      let slot = hashOf(bytes, from, to) & mask
      for (;;) {
        const found = slots[slot] ?? 0
        if (found === 0) return 0
        const begin = starts[found - 1] ?? 0
        if (isEqual(text, begin, starts[found] ?? 0, bytes, from, to))
          return numbers[found - 1] ?? 0
        slot = (slot + 1) & mask
      }
    },
  }
}

/** FNV-1a, 32 bits. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return hash ^ (hash >>> 15)
}

function isEqual(
  text: Uint8Array,
  begin: number,
  stop: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): boolean {
  if (stop - begin !== to - from) return false
  for (let at = begin, other = from; at < stop; at++, other++) {
    if (text[at] !== bytes[other]) return false
  }
  return true
}
