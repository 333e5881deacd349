import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { createPlaces, inlineBytes, isEqual } from './places.ts'

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

function indexed(pages: readonly ReadPage[], total: number): CustomerIndex {
  const text = Buffer.concat(pages.map((page) => page.text))
  const numbers = new Int32Array(total + 1)
  const starts = new Uint32Array(total + 2)
  const table = createPlaces(total)
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
