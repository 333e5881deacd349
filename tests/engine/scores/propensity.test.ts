import { describe, expect, test } from 'vitest'
import { drawUnit } from '../../../engine/chance.ts'
import { calibrationOf } from '../../../engine/scores/calibration.ts'
import { fitLogistic, propensity } from '../../../engine/scores/logistic.ts'

function people(seed: string, n: number) {
  return Array.from({ length: n }, (_, i) => {
    const features = [drawUnit(seed, i, 'x') * 10, drawUnit(seed, i, 'y') * 100]
    const logOdds = -3 + 0.5 * (features[0] ?? 0) - 0.01 * (features[1] ?? 0)
    return { features, responded: drawUnit(seed, i, 'r') < 1 / (1 + Math.exp(-logOdds)) }
  })
}

describe('propensity', () => {
  const model = fitLogistic(people('fit', 5000))

  test('the coefficients that made the data come back, within their errors', () => {
    expect(model?.converged).toBe(true)
    const truth = [0.5, -0.01]
    for (const [i, value] of truth.entries()) {
      const perUnit = (model?.coefficients[i] ?? 0) / (model?.deviations[i] ?? 1)
      const error = (model?.standardErrors[i] ?? 0) / (model?.deviations[i] ?? 1)
      expect(Math.abs(perUnit - value)).toBeLessThan(4 * error)
    }
  })

  test('on people it has not seen, what it foretells happens', () => {
    if (!model) throw new Error('no model')
    const unseen = people('held out', 5000)
    const found = calibrationOf(
      unseen.map((o) => ({
        probability: propensity(model, o.features),
        responded: o.responded,
      })),
    )
    expect(found?.areaUnderCurve).toBeGreaterThan(0.75)
    expect(found?.brier).toBeLessThan(found?.brierOfShare ?? 0)
    const outside = found?.tenths.filter(
      (t) => t.foretold < t.happened.low - 0.02 || t.foretold > t.happened.high + 0.02,
    )
    expect(outside?.length).toBeLessThanOrEqual(1)
  })

  test('a feature that never varies has no say; one that decides everything stays finite', () => {
    const split = fitLogistic(
      Array.from({ length: 200 }, (_, i) => ({
        features: [i < 100 ? 0 : 1, 5],
        responded: i >= 100,
      })),
    )
    expect(split?.coefficients.every(Number.isFinite)).toBe(true)
    expect(split?.coefficients[1]).toBeCloseTo(0, 6)
    expect(propensity(split ?? fail(), [1, 5])).toBeGreaterThan(0.99)
  })

  test('nobody or everybody responded: there is nothing to learn', () => {
    expect(fitLogistic([{ features: [1], responded: false }])).toBeNull()
    expect(fitLogistic([])).toBeNull()
  })
})

describe('calibration', () => {
  test('a model that knows everything, one that knows nothing, and one that is always wrong', () => {
    const outcomes = [true, false, true, false, false, true]
    const areaOf = (probability: (responded: boolean) => number) =>
      calibrationOf(
        outcomes.map((responded) => ({ probability: probability(responded), responded })),
      )?.areaUnderCurve
    expect(areaOf((r) => (r ? 0.9 : 0.1))).toBe(1)
    expect(areaOf(() => 0.5)).toBe(0.5)
    expect(areaOf((r) => (r ? 0.1 : 0.9))).toBe(0)
    expect(calibrationOf([])).toBeNull()
  })
})

function fail(): never {
  throw new Error('no model')
}
