import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

export interface GeneratedFiles {
  readonly customers: string
  readonly purchases: string
}

export function filesIn(folder: string): GeneratedFiles {
  return { customers: `${folder}/customers.csv`, purchases: `${folder}/purchases.csv` }
}

const productsMade = 500
const daysMade = 1200
const dayMs = 86_400_000

/**
 * Writes a house's customers, and ten purchases for each of them on average, over a little more than three years until
 * `now`; the same numbers give the same files, day by day. Every field of a customer and of a purchase is there. As in
 * life, some buy often and many seldom, half of them stop one day, and each has amounts of their own.
 */
export async function generateFiles(
  folder: string,
  { customers, now }: { readonly customers: number; readonly now: number },
): Promise<void> {
  const files = filesIn(folder)
  const draw = seeded(20_261_122)
  await writeLines(files.customers, {
    header: 'customer,name,email,phone,gender,birthDate,region,points',
    lines: customers,
    line: (at) => {
      const year = 1940 + (at % 65)
      const day = `${year}-0${1 + (at % 9)}-${10 + (at % 19)}`
      const phone = `010-0000-${String(at % 10_000).padStart(4, '0')}`
      const region = regions[at % regions.length]
      return `${idOf(at)},손님 ${at},c${at}@example.com,${phone},${at % 2 === 0 ? 'f' : 'm'},${day},${region},${draw(9000)}`
    },
  })
  /** Somebody who still buys after this share of the time. */
  const buyerAt = (share: number) => {
    for (;;) {
      // The lower of two draws: some buy often, many seldom.
      const who = Math.min(draw(customers), draw(customers))
      if (lotOf(who, 1) * 2 > share) return who
    }
  }
  const lines = customers * 10
  const from = Math.floor((now - daysMade * dayMs) / dayMs) * dayMs
  await writeLines(files.purchases, {
    header: 'purchase_id,customer,date,amount,quantity,product,channel',
    lines,
    line: (at) => {
      const instant = from + Math.floor((at / lines) * (daysMade - 1)) * dayMs + draw(86_400) * 1000
      const date = new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
      const who = buyerAt(at / lines)
      const amount = Math.round(typicalOf(who) * (0.4 + 1.2 * (draw(1000) / 1000)))
      const channel = channels[draw(channels.length)]
      return `O${10_000_000 + at},${idOf(who)},${date},${amount},${1 + draw(3)},P${draw(productsMade)},${channel}`
    },
  })
}

const regions = ['서울', '부산', '대구', '경기', '인천', '광주', '강원', '제주']
const channels = ['web', 'store', 'app']

function idOf(at: number): string {
  return `C${1_000_000 + at}`
}

/** What a purchase of a customer is about: for few of them a lot. */
function typicalOf(who: number): number {
  return 15_000 / (0.15 + lotOf(who, 2))
}

/** 0–1, always the same for a customer; independent between kinds. */
function lotOf(who: number, kind: number): number {
  const mixed = Math.imul(who * 8 + kind + 1, 0x9e3779b1)
  return ((Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) ^ (mixed >>> 13)) >>> 0) / 2 ** 32
}

/** Whole numbers from 0 to below `end`. */
function seeded(seed: number): (end: number) => number {
  let state = seed
  return (end) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * end)
  }
}

const chunkLength = 1 << 20

async function writeLines(
  file: string,
  of: { readonly header: string; readonly lines: number; line(at: number): string },
): Promise<void> {
  const out = createWriteStream(file)
  let text = `${of.header}\n`
  for (let at = 0; at < of.lines; at++) {
    text += `${of.line(at)}\n`
    if (text.length < chunkLength) continue
    if (!out.write(text)) await new Promise<void>((resolve) => out.once('drain', resolve))
    text = ''
  }
  out.end(text)
  await finished(out)
}
