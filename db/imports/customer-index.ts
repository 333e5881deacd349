import { sql } from 'kysely'
import type { Db } from '../schema.ts'
import { createPlaces, inlineBytes, isEqual } from './places.ts'

/** Customers by the bytes of the house’s id; each has a place, from 1 on in the order of their numbers. */
export interface CustomerIndex {
  /** The place of the customer whose id stands in `bytes` from `start` to `end`; 0: nobody has it. */
  find(bytes: Uint8Array, start: number, end: number): number
  /** Says that `find` will be asked for somebody soon; see `Places`. */
  approach(bytes: Uint8Array, start: number, end: number): void
  /** The number of the customer at a place. */
  numberAt(place: number): number
  readonly places: number
}

interface Page {
  readonly n: number
  readonly last: number
  readonly ids: string
  readonly lengths: string
  readonly text: string
}

const pageRows = 50_000

/** All customers who are not erased, those merged under who was kept, in about 60 bytes each besides their ids. A snapshot of its moment. */
export async function loadCustomerIndex(connection: Db): Promise<CustomerIndex> {
  const pages: ReadPage[] = []
  let total = 0
  // PostgreSQL makes the next page while this one is read.
  for (let next = loadPage(connection, 0); ; ) {
    const page = await next
    if (!page || page.n === 0) break
    next = loadPage(connection, page.last)
    const ids = page.ids.split(',').map(Number)
    const lengths = page.lengths.split(',').map(Number)
    pages.push({ text: Buffer.from(page.text), ids, lengths })
    total += page.n
  }
  const { rows: merged } = await sql<Merged>`
    select id as gone, merged_into as kept from customer where merged_into is not null`.execute(
    connection,
  )
  return indexed(pages, { total, merged })
}

async function loadPage(connection: Db, after: number): Promise<Page | undefined> {
  const { rows } = await sql<Page>`
    select count(*) as n, max(id) as last, string_agg(id::text, ',') as ids,
      string_agg(octet_length(external_id)::text, ',') as lengths, string_agg(external_id, '') as text
    from (select id, external_id from customer
      where id > ${after} and (erased_at is null or merged_into is not null)
      order by id limit ${pageRows}) c`.execute(connection)
  return rows[0]
}

interface Merged {
  readonly gone: number
  readonly kept: number
}

interface ReadPage {
  readonly text: Buffer
  readonly ids: readonly number[]
  readonly lengths: readonly number[]
}

function indexed(
  pages: readonly ReadPage[],
  { total, merged }: { total: number; merged: readonly Merged[] },
): CustomerIndex {
  const text = Buffer.concat(pages.map((page) => page.text))
  const numbers = new Int32Array(total + 1)
  const starts = new Uint32Array(total + 2)
  const table = createPlaces(total)
  let place = 0
  let start = 0
  for (const { ids, lengths } of pages) {
    for (const [at, id] of ids.entries()) {
      place += 1
      numbers[place] = id
      starts[place] = start
      start += lengths[at] ?? 0
      table.add(text, starts[place] ?? 0, start, place)
    }
  }
  starts[total + 1] = start
  const placeOfKept = new Map(
    merged.map(({ gone, kept }) => [placeOf(numbers, gone), placeOf(numbers, kept)]),
  )
  // Of one who came in after we had read, there is none.
  placeOfKept.delete(0)
  const isRest = (found: number, bytes: Uint8Array, from: number, to: number) =>
    isEqual(
      text.subarray((starts[found] ?? 0) + inlineBytes, starts[found + 1]),
      bytes.subarray(from + inlineBytes, to),
    )
  // Numbers without a gap are told from their places: a look far away less.
  const before = (numbers[1] ?? 1) - 1
  const isDense = (numbers[total] ?? 0) - before === total
  return {
    places: total,
    numberAt: isDense ? (at) => before + at : (at) => numbers[at] ?? 0,
    approach: table.approach,
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
