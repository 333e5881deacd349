import { erasOf } from './eras.ts'
import { type Breach, groupBy, type LedgerLine, outwardOf, type Rule } from './evidence.ts'
import type { KnownIntent } from './memory.ts'

/** Nobody is contacted twice: whatever crashes, a provider accepts an intent at most once, and nothing that is no intent. */
export const oneAcceptance: Rule = {
  no: 1,
  name: 'at most one acceptance per intent',
  async check(evidence) {
    const [now, ...before] = await erasOf(evidence)
    const intents = new Map<string, KnownIntent>()
    for (const era of [...before, ...(now ? [now] : [])]) {
      for (const intent of era.memory.intents) intents.set(nameOf(intent), intent)
    }
    const known = new Set(now?.memory.intents.map(nameOf))
    // What a restore took was an order while it was there, and whatever was under way then.
    const wasOrdered = (line: LedgerLine) =>
      evidence.lost.some(
        ({ restoredAt, memory }) =>
          line.at <= restoredAt + evidence.sendTimeoutMs &&
          memory.intents.some((intent) => nameOf(intent) === intentOf(line)),
      )
    return [
      ...repeated(evidence.ledger, (line) => `${line.channel} ${line.id}`).map(([key, lines]) =>
        breach(`${key} was accepted ${lines.length} times: ${places(lines)}`),
      ),
      ...repeated(evidence.ledger, (line) => stepOf(line, intents.get(intentOf(line))))
        .filter(([, lines]) => new Set(lines.map(({ id }) => id)).size > 1)
        .map(([step, lines]) => breach(`${step} was accepted as several: ${places(lines)}`)),
      ...evidence.ledger
        .filter((line) => !known.has(intentOf(line)) && !wasOrdered(line))
        .map((line) =>
          breach(`${line.channel} ${line.id} is no intent, and was accepted: ${line.where}`),
        ),
    ]
  },
}

function nameOf({ channel, outward }: KnownIntent): string {
  return `${channel} ${outward}`
}

function intentOf(line: LedgerLine): string {
  return `${line.channel} ${outwardOf(line)}`
}

/** Where in a scenario somebody was contacted; of a call each attempt. */
function stepOf(line: LedgerLine, intent: KnownIntent | undefined): string {
  const [, attempt = ''] = line.id.split('#')
  return intent ? `${line.channel} ${intent.step} ${attempt}` : `${line.channel} ${line.id}`
}

function repeated(
  ledger: readonly LedgerLine[],
  keyOf: (line: LedgerLine) => string,
): (readonly [string, readonly LedgerLine[]])[] {
  return [...groupBy(ledger, keyOf)].filter(([, lines]) => lines.length > 1)
}

function places(lines: readonly LedgerLine[]): string {
  return lines.map((line) => line.where).join(', ')
}

function breach(found: string): Breach {
  return { rule: 1, promise: oneAcceptance.name, found }
}
