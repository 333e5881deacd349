import type { Channel, InstantMs, ResponseKind } from '../schemas/basics.ts'
import type { Simulation } from '../schemas/run.ts'
import { drawUnit } from './chance.ts'
import { hourMs } from './durations.ts'

export interface SimulatedContact {
  readonly channel: Channel
  /** From `answerSeed`: the same seed always gives the same answers. */
  readonly seed: string
  readonly acceptedAt: InstantMs
}

export interface SimulatedAnswer {
  readonly response: ResponseKind
  readonly at: InstantMs
  /** Of a purchase, in the currency of the installation; null for anything else. */
  readonly amount: number | null
}

/**
 * How a simulated customer answers one accepted contact. Each response comes with exactly the probability given for the
 * run, at most once, after an exponential delay with the mean given, cut at ten means.
 *
 * One draw per message decides what is done with it, so the answers fit together: who clicked has opened, and who
 * opened was reached, wherever the probabilities are so ordered; bounced takes the other end of the same draw, so nobody
 * is both while the two add up to at most 1; who unsubscribes has read but not clicked, as far as the probabilities
 * leave room. One draw of patience stretches all these delays, so an order of means is an order of instants.
 * Purchases are drawn apart, with amounts between half and one and a half of the mean.
 * A call has exactly one outcome besides; what the probabilities leave to 1 is `noAnswer`: nobody answered at any attempt.
 */
export function drawAnswers(
  simulation: Simulation,
  { channel, seed, acceptedAt }: SimulatedContact,
): readonly SimulatedAnswer[] {
  const rates = simulation.responses[channel] ?? {}
  const answers: SimulatedAnswer[] = []
  const interest = drawUnit(seed, 'interest')
  const patience = exponential(drawUnit(seed, 'patience'))
  const answer = (response: ResponseKind, meanHours: number) =>
    answers.push({ response, at: delayed(acceptedAt, meanHours, patience), amount: null })
  if (channel === 'call') {
    const outcome = outcomeOf(rates, interest)
    answer(outcome, (rates[outcome] ?? rates.answered)?.meanHours ?? hoursWithoutAnswer)
  } else {
    for (const response of messageResponses) {
      const rate = rates[response]
      if (rate && happens(response, rates, interest)) answer(response, rate.meanHours)
    }
  }
  const purchased = rates.purchased
  if (purchased && drawUnit(seed, 'purchase') < purchased.probability) {
    answers.push({
      response: 'purchased',
      at: delayed(acceptedAt, purchased.meanHours, exponential(drawUnit(seed, 'delay'))),
      amount: amountOf(simulation.purchaseAmount, drawUnit(seed, 'amount')),
    })
  }
  return answers
}

/** What chance is drawn from for one contact of a run. */
export function answerSeed(
  runSeed: number,
  place: {
    readonly enrolment: number
    readonly node: number
    readonly visit: number
    readonly occurrence: number
  },
): string {
  return `${runSeed}/${place.enrolment}/${place.node}/${place.visit}/${place.occurrence}`
}

type Rates = NonNullable<Simulation['responses'][Channel]>

const messageResponses = [
  'reached',
  'opened',
  'clicked',
  'replied',
  'bounced',
  'unsubscribed',
] as const
const callOutcomes = ['answered', 'complaint', 'refused', 'wrongNumber'] as const
const hoursWithoutAnswer = 3

function happens(
  response: (typeof messageResponses)[number],
  rates: Rates,
  interest: number,
): boolean {
  const probability = rates[response]?.probability ?? 0
  if (response === 'bounced') return interest >= 1 - probability
  if (response !== 'unsubscribed') return interest < probability
  const readers = rates.opened?.probability ?? rates.reached?.probability ?? 1
  const from = Math.max(0, readers - probability)
  return interest >= from && interest < from + probability
}

function outcomeOf(rates: Rates, draw: number): (typeof callOutcomes)[number] | 'noAnswer' {
  let below = 0
  for (const outcome of callOutcomes) {
    below += rates[outcome]?.probability ?? 0
    if (draw < below) return outcome
  }
  return 'noAnswer'
}

/** An exponential with mean 1, at most 10, by inversion (Devroye 1986, II.2). */
function exponential(draw: number): number {
  return Math.min(10, -Math.log(1 - draw))
}

function delayed(from: InstantMs, meanHours: number, times: number): InstantMs {
  return from + Math.round(meanHours * hourMs * times)
}

/** Whole units of the currency, or two decimals where the mean is below 100. */
function amountOf(mean: number, draw: number): number {
  const amount = mean * (0.5 + draw)
  return mean < 100 ? Math.round(amount * 100) / 100 : Math.round(amount)
}
