import type { Report } from '../../../schemas/api/report.ts'

export type Arm = Report['arms'][number]
type Rate = NonNullable<Arm['rate']>

/** What can be said of an arm beside the best of its experiment; `more` are people wanted in each of the two arms. */
export type Verdict =
  | { readonly say: 'best' }
  | { readonly say: 'behind' }
  | { readonly say: 'open'; readonly more: number }
  | { readonly say: 'holdOut' }
  | { readonly say: 'nobody' }

/**
 * Words for the arms of one experiment, in their order. An arm is behind when the 95 % interval of its difference to
 * the best one lies below zero (Newcombe 1998, method 10, from the Wilson bounds that come with the rates). Otherwise
 * the question is open, and `more` is what a test of 80 % power at 5 % would still need if the rates stayed as they are.
 */
export function verdictsOf(arms: readonly Arm[]): readonly Verdict[] {
  const best = arms
    .filter((arm) => !arm.holdOut && arm.rate !== null)
    .toSorted((a, b) => (b.rate?.value ?? 0) - (a.rate?.value ?? 0))[0]
  const verdicts = arms.map((arm): Verdict => {
    if (arm.holdOut) return { say: 'holdOut' }
    if (!arm.rate || !best?.rate) return { say: 'nobody' }
    if (arm === best) return { say: 'best' }
    if (differenceLow(best.rate, arm.rate) > 0) return { say: 'behind' }
    const wanted = peopleWanted(best.rate.value, arm.rate.value)
    return { say: 'open', more: Math.max(1, wanted - Math.min(best.people, arm.people)) }
  })
  const isSettled = verdicts.every(({ say }) => say !== 'open')
  if (isSettled || !best?.rate) return verdicts
  // While another arm may still be better, nobody is called the best.
  const more = Math.max(...verdicts.map((verdict) => (verdict.say === 'open' ? verdict.more : 0)))
  return verdicts.map((verdict) => (verdict.say === 'best' ? { say: 'open', more } : verdict))
}

function differenceLow(a: Rate, b: Rate): number {
  return a.value - b.value - Math.hypot(a.value - a.low, b.high - b.value)
}

/** People in each arm; rates that are all but equal would want more than exist, so ten million is said at most. */
function peopleWanted(a: number, b: number): number {
  const spread = a * (1 - a) + b * (1 - b)
  const wanted = ((1.96 + 0.8416) ** 2 * spread) / (a - b) ** 2
  return Number.isFinite(wanted) ? Math.min(10_000_000, Math.ceil(wanted)) : 10_000_000
}
