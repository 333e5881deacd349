import { rowsOf } from '../segments/read-ids.ts'

export interface Use {
  readonly ref: string
  readonly customer: string
  readonly at: string
  readonly units: number
}

export interface ReadUses {
  readonly uses: readonly Use[]
  /** Numbers of lines that could not be read, from 1. */
  readonly bad: readonly number[]
}

const heads = {
  customer: /^(?:customer.*|external[ _-]?id|고객.*|회원.*)$/i,
  at: /^(?:date|day|at|when|날짜|일자|일시|사용일)$/i,
  units: /^(?:units?|minutes?|quantity|qty|count|사용량|수량|분|횟수)$/i,
  ref: /^(?:ref|id|no|번호|건번호)$/i,
}

/**
 * What customers used, a line each: customer, day (the year first), units, and the line's own id if it has one. Without
 * an id a line is known by what it says and its place among equal lines. Columns go by their names, or by their order.
 */
export async function readUses(file: Blob): Promise<ReadUses> {
  const rows = await rowsOf(file)
  const [first = []] = rows
  const isHead = first.some((cell) => heads.customer.test(cell))
  const place = (name: keyof typeof heads, order: number) =>
    isHead ? first.findIndex((cell) => heads[name].test(cell)) : order
  const at = { customer: place('customer', 0), at: place('at', 1), units: place('units', 2) }
  const refAt = place('ref', 3)
  const seen = new Map<string, number>()
  const uses: Use[] = []
  const bad: number[] = []
  for (const [index, row] of rows.entries()) {
    if (isHead && index === 0) continue
    const cell = (column: number) => row[column] ?? ''
    const day = /^(\d{4})[-./]?(\d{2})[-./]?(\d{2})/.exec(cell(at.at))
    const units = Number(cell(at.units).replaceAll(',', '') || Number.NaN)
    const customer = cell(at.customer)
    if (!day || !(units >= 0) || customer === '') {
      bad.push(index + 1)
      continue
    }
    const date = `${day[1]}-${day[2]}-${day[3]}`
    const content = `${customer}/${date}/${units}`
    const n = (seen.get(content) ?? 0) + 1
    seen.set(content, n)
    const ref = cell(refAt) || (n === 1 ? content : `${content}~${n}`)
    uses.push({ ref, customer, at: `${date}T12:00:00Z`, units })
  }
  return { uses, bad }
}
