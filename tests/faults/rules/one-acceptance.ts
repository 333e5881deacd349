import { type Breach, type LedgerLine, outwardOf, type Rule } from './evidence.ts'

/** Nobody is contacted twice: whatever crashes, a provider accepts an intent at most once, and nothing that is no intent. */
export const oneAcceptance: Rule = {
  no: 1,
  name: 'at most one acceptance per intent',
  async check({ ledger, query }) {
    const breaches: Breach[] = []
    const byId = new Map<string, LedgerLine[]>()
    for (const line of ledger) {
      const key = `${line.channel} ${line.id}`
      byId.set(key, [...(byId.get(key) ?? []), line])
    }
    for (const [key, lines] of byId) {
      if (lines.length > 1)
        breaches.push(breach(`${key} was accepted ${lines.length} times: ${places(lines)}`))
    }
    const intents = await query<{ outward: string; channel: string }>(
      'select outward, channel from intent',
    )
    const known = new Set(intents.map(({ channel, outward }) => `${channel} ${outward}`))
    for (const line of ledger) {
      if (known.has(`${line.channel} ${outwardOf(line)}`)) continue
      breaches.push(
        breach(`${line.channel} ${line.id} is no intent, and was accepted: ${line.where}`),
      )
    }
    return breaches
  },
}

function places(lines: readonly LedgerLine[]): string {
  return lines.map((line) => line.where).join(', ')
}

function breach(found: string): Breach {
  return { rule: 1, promise: oneAcceptance.name, found }
}
