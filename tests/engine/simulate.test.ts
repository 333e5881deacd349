import { expect, test } from 'vitest'
import { answerSeed, drawAnswers } from '../../engine/simulate.ts'
import { type Channel, channels, type ResponseKind } from '../../schemas/basics.ts'
import { defaultSimulation, type Simulation } from '../../schemas/run.ts'

const n = 40_000

function drawMany(simulation: Simulation, channel: Channel) {
  return Array.from({ length: n }, (_, enrolment) => {
    const seed = answerSeed(1, { enrolment, node: 3, visit: 1, occurrence: 0 })
    return drawAnswers(simulation, { channel, seed, acceptedAt: 0 })
  })
}

test.each(channels)('simulated answers by %s come as often as the run says', (channel) => {
  const drawn = drawMany(defaultSimulation, channel)
  const rates = Object.entries(defaultSimulation.responses[channel] ?? {})
  for (const [response, { probability, meanHours }] of rates) {
    const answers = drawn.flat().filter((a) => a.response === response)
    const error = Math.sqrt((probability * (1 - probability)) / n)
    expect(Math.abs(answers.length / n - probability), response).toBeLessThan(4.5 * error)
    const hours = answers.reduce((sum, a) => sum + a.at, 0) / answers.length / 3_600_000
    expect(Math.abs(hours / meanHours - 1), `delay of ${response}`).toBeLessThan(
      5 / Math.sqrt(answers.length),
    )
    expect(Math.max(...answers.map((a) => a.at))).toBeLessThanOrEqual(meanHours * 36_000_000 + 1)
  }
})

const at = (answers: ReturnType<typeof drawAnswers>, response: ResponseKind) =>
  answers.find((a) => a.response === response)?.at

test('who clicked has opened before, who opened was reached before, who bounced was not', () => {
  const inOrder = (earlier: number | undefined, later: number | undefined) =>
    later === undefined || (earlier !== undefined && earlier <= later)
  const odd = drawMany(defaultSimulation, 'email').filter((answers) => {
    const [reached, opened, clicked] = (['reached', 'opened', 'clicked'] as const).map((r) =>
      at(answers, r),
    )
    const bounced = at(answers, 'bounced') !== undefined
    const left = at(answers, 'unsubscribed') !== undefined
    return !(
      inOrder(opened, clicked) &&
      inOrder(reached, opened) &&
      !(bounced && reached !== undefined) &&
      !(left && (opened === undefined || clicked !== undefined))
    )
  })
  expect(odd).toEqual([])
})

test('a call has exactly one outcome, whatever is bought', () => {
  const odd = drawMany(defaultSimulation, 'call').filter(
    (answers) => answers.filter((a) => a.response !== 'purchased').length !== 1,
  )
  expect(odd).toEqual([])
})

test('purchases have the mean amount given', () => {
  const bought = drawMany(defaultSimulation, 'email')
    .flat()
    .filter((a) => a.amount !== null)
  const mean = bought.reduce((sum, a) => sum + (a.amount ?? 0), 0) / bought.length
  expect(Math.abs(mean / defaultSimulation.purchaseAmount - 1)).toBeLessThan(0.02)
  expect(bought.every((a) => a.response === 'purchased')).toBe(true)
})

test('the same seed gives the same answers, another seed others', () => {
  const draw = (seed: string) =>
    drawAnswers(defaultSimulation, { channel: 'email', seed, acceptedAt: 5 })
  expect(draw('a')).toEqual(draw('a'))
  const seeds = Array.from({ length: 50 }, (_, i) => JSON.stringify(draw(`s${i}`)))
  expect(new Set(seeds).size).toBe(50)
})

test('certain and impossible answers are just that; a channel without rates stays silent', () => {
  const simulation: Simulation = {
    responses: {
      sms: {
        clicked: { probability: 1, meanHours: 1 },
        bounced: { probability: 0, meanHours: 1 },
      },
    },
    purchaseAmount: 0,
  }
  const answers = drawMany(simulation, 'sms')
  expect(answers.every((each) => each.length === 1 && each[0]?.response === 'clicked')).toBe(true)
  expect(drawMany(simulation, 'letter').flat()).toEqual([])
})
