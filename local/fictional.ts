import type { NewCustomer } from '../db/customers/customers.ts'
import { drawUnit } from '../engine/chance.ts'
import { familyNames, givenNames, regions, roads } from './fictional-words.ts'

/**
 * A Korean who does not exist: the same for the same external id, on every machine. Nobody can be reached by what
 * stands here: mail goes to example.com (RFC 2606), the phone number lies in 010-0000, which is given to nobody, and
 * neither the road nor the postal code exists.
 */
export function fictionalPerson(externalId: string): NewCustomer {
  const draw = (what: string) => drawUnit('person', externalId, what)
  const [family, latin] = pickWeighted(familyNames, draw('family'))
  const gender = draw('gender') < 0.53 ? 'f' : 'm'
  // The sum of two draws: few are very young or very old.
  const birthYear = 1945 + Math.floor(31 * (draw('birth 1') + draw('birth 2')))
  const [region, districts] = pickWeighted(regions, draw('region'))
  const road = `${pick(roads, draw('road'))} ${1 + Math.floor(draw('house') * 180)}`
  return {
    externalId,
    name: family + givenName(gender, birthYear, draw('given')),
    email: `${latin}.${mailboxOf(externalId)}@example.com`,
    phone: `010-0000-${pad(Math.floor(draw('phone') * 10_000), 4)}`,
    postalCode: `00${pad(Math.floor(draw('postal') * 1000), 3)}`,
    address: `${region} ${pick(districts, draw('district'))} ${road}`,
    gender,
    birthDate: `${birthYear}-${pad(1 + Math.floor(draw('month') * 12), 2)}-${pad(1 + Math.floor(draw('day') * 28), 2)}`,
    region,
    points: pointsOf(draw('points band'), draw('points')),
    attributes: {},
    fictional: true,
  }
}

/** From nothing to tens of thousands, most with some thousands. */
function pointsOf(band: number, within: number): number {
  const [from, to] =
    band < 0.25
      ? [0, 1000]
      : band < 0.6
        ? [1000, 5000]
        : band < 0.88
          ? [5000, 20_000]
          : [20_000, 60_000]
  return Math.floor((from + (to - from) * within) / 10) * 10
}

function givenName(gender: 'f' | 'm', birthYear: number, unit: number): string {
  const usual = givenNames[gender].find((names) => birthYear <= names.until)
  return pick(usual?.names ?? [], unit)
}

/** Different ids give different mailboxes. */
function mailboxOf(externalId: string): string {
  const plain = externalId.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  if (plain === externalId.toLowerCase() && plain.length <= 40 && plain === externalId) return plain
  return `${plain.slice(0, 20)}-${Math.floor(drawUnit('mailbox', externalId) * 2 ** 48).toString(36)}`
}

/** One of `list` for a draw from [0, 1). The list is not empty. */
export function pick<T>(list: readonly T[], unit: number): T {
  const found = list[Math.floor(unit * list.length)]
  if (found === undefined) throw new RangeError('Nothing to pick from')
  return found
}

/** One row of `rows`, whose last column weighs it. */
export function pickWeighted<Row extends readonly [...unknown[], number]>(
  rows: readonly Row[],
  unit: number,
): Row {
  const weight = (row: Row) => Number(row.at(-1))
  let left = unit * rows.reduce((sum, row) => sum + weight(row), 0)
  for (const row of rows) {
    left -= weight(row)
    if (left < 0) return row
  }
  throw new RangeError('Nothing to pick from')
}

function pad(n: number, length: number): string {
  return String(n).padStart(length, '0')
}
