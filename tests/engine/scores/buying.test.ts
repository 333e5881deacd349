import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { drawUnit } from '../../../engine/chance.ts'
import {
  type BgNbd,
  type CountedHistory,
  expectedPurchases,
  fitBgNbd,
  probabilityAlive,
} from '../../../engine/scores/bg-nbd.ts'
import { lnBeta, lnGamma } from '../../../engine/scores/gamma.ts'
import { expectedAmount, fitGammaGamma } from '../../../engine/scores/gamma-gamma.ts'

/** As published for the sample of 2,357 customers of the CDNOW data. */
const published: BgNbd = { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 }

describe('the gamma function', () => {
  test.each([
    [0.5, Math.log(Math.sqrt(Math.PI))],
    [1, 0],
    [2, 0],
    [5, Math.log(24)],
    [11, Math.log(3_628_800)],
    [0.001, 6.907_178_885_383_853],
    [1000, 5905.220_423_209_181],
  ])('ln Γ(%d) is right to twelve digits', (x, expected) => {
    expect(Math.abs(lnGamma(x) - expected)).toBeLessThan(1e-12 * Math.max(1, Math.abs(expected)))
  })

  test('ln B(2, 3) is ln 1/12', () => {
    expect(lnBeta(2, 3)).toBeCloseTo(Math.log(1 / 12), 12)
  })
})

describe('purchases to expect', () => {
  test.each([
    [1, 0.0532],
    [3, 0.1506],
    [32, 1.0437],
    [78, 1.8576],
  ])('somebody new buys as often in %d weeks as published', (weeks, expected) => {
    // Published with unrounded parameters; these are rounded to three decimals.
    const found = expectedPurchases(published, { repeats: 0, lastAt: 0, age: 0 }, weeks)
    expect(found / expected).toBeGreaterThan(0.995)
    expect(found / expected).toBeLessThan(1.005)
  })

  test('two purchases in 38.86 weeks, the last at 30.43, make 1.226 in the next 39, as published', () => {
    const customer = { repeats: 2, lastAt: 30.43, age: 38.86 }
    expect(expectedPurchases(published, customer, 39)).toBeCloseTo(1.226, 3)
  })

  test('who bought often and then stopped for long is probably gone; who bought lately is not', () => {
    const gone = probabilityAlive(published, { repeats: 10, lastAt: 10, age: 39 })
    const here = probabilityAlive(published, { repeats: 10, lastAt: 38, age: 39 })
    expect(gone).toBeLessThan(0.01)
    expect(here).toBeGreaterThan(0.9)
    expect(probabilityAlive(published, { repeats: 0, lastAt: 0, age: 39 })).toBe(1)
  })
})

test('a fit finds the parameters that made the data, from far apart starting points alike', () => {
  const made: BgNbd = { r: 0.8, alpha: 6, a: 0.9, b: 3 }
  const histories = simulate(made, 6000)
  const one = fitBgNbd(histories)
  const other = fitBgNbd(histories, { r: 5, alpha: 0.1, a: 0.05, b: 30 })
  for (const fit of [one, other]) {
    expect(fit.converged).toBe(true)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) {
      const { value, standardError } = fit.estimates[name]
      expect(standardError).not.toBeNull()
      expect(Math.abs(value - made[name])).toBeLessThan(4 * (standardError ?? 0))
      expect(Math.abs(other.model[name] / one.model[name] - 1)).toBeLessThan(1e-3)
    }
  }
})

test('a purchase is worth what was published for customers with two, one, no and seven repeats', () => {
  const model = { p: 6.25, q: 3.74, gamma: 15.44 }
  const cases = [
    [2, 22.35, 24.65],
    [1, 11.77, 18.91],
    [0, 0, 35.17],
    [7, 73.74, 71.46],
  ] as const
  for (const [purchases, meanAmount, expected] of cases) {
    const found = expectedAmount(model, { purchases, meanAmount }) ?? 0
    expect(Math.abs(found / expected - 1)).toBeLessThan(0.002)
  }
  expect(expectedAmount({ ...model, q: 0.9 }, { purchases: 0, meanAmount: 0 })).toBeNull()
})

test('amounts drawn from the model give its parameters back', () => {
  const made = { p: 6, q: 4, gamma: 15 }
  const customers = Array.from({ length: 3000 }, (_, i) => {
    const draw = drawsOf(`amount ${i}`)
    const purchases = 1 + Math.floor(draw() * 6)
    const rate = gammaDraw(made.q, draw) / made.gamma
    const total = gammaDraw(made.p * purchases, draw) / rate
    return { purchases, meanAmount: total / purchases }
  })
  const fit = fitGammaGamma(customers)
  expect(fit.converged).toBe(true)
  for (const name of ['p', 'q', 'gamma'] as const) {
    const { value, standardError } = fit.estimates[name]
    expect(Math.abs(value - made[name])).toBeLessThan(4 * (standardError ?? 0))
  }
})

const file = process.env['DASI_TEST_PURCHASES']
test.runIf(file).each(['19970930', '19980630'])(
  'two starting points agree on 23,570 real customers, as of %s',
  (until) => {
    const histories = historiesOf(readFileSync(file ?? '', 'utf8'), { untilDay: dayOf(until) })
    const one = fitBgNbd(histories)
    const other = fitBgNbd(histories, { r: 3, alpha: 30, a: 0.1, b: 0.5 })
    expect(one.customers).toBe(23_570)
    expect(one.converged && other.converged).toBe(true)
    expect(Math.abs(one.logLikelihood - other.logLikelihood)).toBeLessThan(1e-3)
    for (const name of ['r', 'alpha', 'a', 'b'] as const) {
      expect(Math.abs(other.model[name] / one.model[name] - 1)).toBeLessThan(1e-3)
    }
    // The published sample is a tenth of these customers: its estimates lie within a few of its standard errors.
    expect(one.model.r).toBeGreaterThan(0.2)
    expect(one.model.r).toBeLessThan(0.29)
  },
)

/** Histories of customers who buy and stop as the model says, watched for 20 to 39 weeks. */
function simulate(model: BgNbd, customers: number): CountedHistory[] {
  return Array.from({ length: customers }, (_, i) => {
    const draw = drawsOf(`customer ${i}`)
    const rate = gammaDraw(model.r, draw) / model.alpha
    const first = gammaDraw(model.a, draw)
    const stops = first / (first + gammaDraw(model.b, draw))
    const age = 20 + Math.floor(draw() * 20)
    let at = 0
    let repeats = 0
    for (;;) {
      const next = at - Math.log(1 - draw()) / rate
      if (next > age) break
      at = next
      repeats += 1
      if (draw() < stops) break
    }
    return { repeats, lastAt: repeats === 0 ? 0 : at, age, customers: 1 }
  })
}

function drawsOf(seed: string): () => number {
  let n = 0
  return () => {
    n += 1
    return drawUnit(seed, n)
  }
}

/** Marsaglia & Tsang, “A simple method for generating gamma variables”, ACM TOMS 26 (2000). */
function gammaDraw(shape: number, draw: () => number): number {
  if (shape < 1) return gammaDraw(shape + 1, draw) * (1 - draw()) ** (1 / shape)
  const d = shape - 1 / 3
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
    const v = (1 + normal / Math.sqrt(9 * d)) ** 3
    if (v > 0 && Math.log(1 - draw()) < normal ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

function historiesOf(text: string, { untilDay }: { untilDay: number }): CountedHistory[] {
  const days = new Map<string, Set<number>>()
  for (const line of text.split('\n').slice(1)) {
    const [customer, date] = line.trim().split(/\s+/)
    if (!customer || !date) continue
    const day = dayOf(date)
    if (day > untilDay) continue
    const known = days.get(customer)
    if (known) known.add(day)
    else days.set(customer, new Set([day]))
  }
  const counted = new Map<string, CountedHistory>()
  for (const of of days.values()) {
    const first = Math.min(...of)
    const history = {
      repeats: of.size - 1,
      lastAt: (Math.max(...of) - first) / 7,
      age: (untilDay - first) / 7,
    }
    const key = JSON.stringify(history)
    counted.set(key, { ...history, customers: (counted.get(key)?.customers ?? 0) + 1 })
  }
  return [...counted.values()]
}

function dayOf(date: string): number {
  return (
    Date.UTC(Number(date.slice(0, 4)), Number(date.slice(4, 6)) - 1, Number(date.slice(6, 8))) /
    86_400_000
  )
}
