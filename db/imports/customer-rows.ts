import { randomFillSync } from 'node:crypto'
import { type BinaryRows, createBinaryRows } from './binary-rows.ts'

/** Text in UTF-8; null: none. */
export interface TextCell {
  bytes: Uint8Array
  from: number
  to: number
  isNull: boolean
}

/** A new customer as the quick way of importing hands it over. */
export interface CustomerCells {
  readonly externalId: TextCell
  readonly name: TextCell
  readonly email: TextCell
  readonly phone: TextCell
  readonly postalCode: TextCell
  readonly address: TextCell
  readonly gender: TextCell
  /** Days since 1970; NaN: not known. */
  birthDay: number
  readonly region: TextCell
  readonly language: TextCell
  readonly zone: TextCell
  points: number
}

/** The columns of a row, in its order; whatever else a customer has is as of one of whom nothing is known. */
export const customerRowColumns = `id, uuid, external_id, name, email, phone, postal_code, address, gender, birth_date,
  region, language, zone, points`
const columnCount = 14

export interface CustomerRows extends Pick<BinaryRows, 'take' | 'trailer'> {
  add(cells: CustomerCells): void
  /** Rows added so far; they are numbered from 1 in their order. */
  count(): number
}

const texts = [
  ...['externalId', 'name', 'email', 'phone', 'postalCode', 'address', 'gender', 'region'],
  ...['language', 'zone'],
] as const

/** Days from 1970 to 2000, where PostgreSQL begins. */
const day2000 = 10_957

export function createCustomerRows(): CustomerRows {
  const rows = createBinaryRows()
  const uuid = createUuids()
  let count = 0
  const put = ({ bytes, from, to, isNull }: TextCell) => {
    if (isNull) rows.none()
    else rows.text(bytes, from, to)
  }
  return {
    add(cells) {
      let length = 0
      for (const name of texts) length += cells[name].to - cells[name].from
      count += 1
      rows.begin(columnCount, 128 + length)
      rows.int(count)
      rows.text(uuid(), 0, 16)
      put(cells.externalId)
      put(cells.name)
      put(cells.email)
      put(cells.phone)
      put(cells.postalCode)
      put(cells.address)
      put(cells.gender)
      if (Number.isNaN(cells.birthDay)) rows.none()
      else rows.int(cells.birthDay - day2000)
      put(cells.region)
      put(cells.language)
      put(cells.zone)
      rows.int(cells.points)
    },
    count: () => count,
    take: rows.take,
    trailer: rows.trailer,
  }
}

/** Random UUIDs (RFC 9562, version 4), drawn by the thousand. */
function createUuids(): () => Uint8Array {
  const pool = new Uint8Array(16 * 1024)
  let at = pool.length
  return () => {
    if (at === pool.length) {
      randomFillSync(pool)
      at = 0
    }
    const uuid = pool.subarray(at, at + 16)
    uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x40
    uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80
    at += 16
    return uuid
  }
}
