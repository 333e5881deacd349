import { accounted } from './accounted.ts'
import { type Breach, type Evidence, outwardOf, type Rule } from './evidence.ts'
import { finality } from './finality.ts'
import { heardOnce } from './heard.ts'
import { oneAcceptance } from './one-acceptance.ts'
import { refused } from './refused.ts'
import { sums } from './sums.ts'

export interface Verdict {
  readonly breaches: readonly Breach[]
  readonly contacts: number
  /** Acceptances beyond the first of an intent. */
  readonly duplicates: number
  /** Customers, contacts and events that were lost. */
  readonly losses: number
  /** Contacts of which nobody knows whether they went out: shown, not repeated. */
  readonly unknowns: number
}

export const rules: readonly Rule[] = [oneAcceptance, accounted, refused, heardOnce, sums, finality]

const losses: ReadonlySet<string> = new Set([
  'every intent ends',
  'what was accepted is in the ledger',
  'who comes to a contact gets an intent',
  'whoever was admitted is enrolled',
  'a run ends when everybody has',
  'a run does not end before its whole audience was enrolled',
  'an event answered 2xx is stored',
  'an event answered 2xx is processed',
])

/** All that the rules find in this evidence. */
export async function judge(evidence: Evidence): Promise<Verdict> {
  const breaches: Breach[] = []
  for (const rule of rules) breaches.push(...(await rule.check(evidence)))
  const [row] = await evidence.query<{ n: number }>(
    'select count(*)::int as n from intent where status = 7',
  )
  const { ledger } = evidence
  const contacts = new Set(ledger.map((line) => `${line.channel} ${outwardOf(line)}`))
  const once = new Set(ledger.map((line) => `${line.channel} ${line.id}`))
  return {
    breaches,
    contacts: contacts.size,
    duplicates: ledger.length - once.size,
    losses: breaches.filter((b) => losses.has(b.promise)).length,
    unknowns: row?.n ?? 0,
  }
}
