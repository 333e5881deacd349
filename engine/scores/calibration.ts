import { type Share, shareOf } from '../shares.ts'

/** What was foretold for one customer who was not part of the fit, and what happened. */
export interface Foretold {
  readonly probability: number
  readonly responded: boolean
}

export interface Calibration {
  /**
   * How often somebody who responded had been given a higher probability than somebody who did not, 0.5 (chance) to 1;
   * equal probabilities count half. Hanley & McNeil, Radiology 143 (1982). Null when all or none responded.
   */
  readonly areaUnderCurve: number | null
  /** Mean squared distance between probability and outcome, 0 (perfect) to 1: Brier (1950). */
  readonly brier: number
  /** The same for somebody who foretells the overall share for everybody: what a useful model must undercut. */
  readonly brierOfShare: number
  /** Tenths of the customers by probability, the lowest first: what was foretold and what happened, with its interval. */
  readonly tenths: readonly {
    readonly foretold: number
    readonly happened: Share
    readonly customers: number
  }[]
}

/** How honest a model is on customers it has not seen; null for nobody. */
export function calibrationOf(foretold: readonly Foretold[]): Calibration | null {
  const n = foretold.length
  if (n === 0) return null
  const sorted = foretold.toSorted((a, b) => a.probability - b.probability)
  const share = sorted.filter((f) => f.responded).length / n
  const meanOf = (of: (f: Foretold) => number) => sorted.reduce((sum, f) => sum + of(f), 0) / n
  return {
    areaUnderCurve: areaUnderCurve(sorted),
    brier: meanOf((f) => (f.probability - (f.responded ? 1 : 0)) ** 2),
    brierOfShare: meanOf((f) => (share - (f.responded ? 1 : 0)) ** 2),
    tenths: tenthsOf(sorted),
  }
}

function areaUnderCurve(ascending: readonly Foretold[]): number | null {
  let hits = 0
  let misses = 0
  let won = 0
  for (let i = 0; i < ascending.length; ) {
    const { probability } = ascending[i] ?? { probability: 0 }
    let hitsHere = 0
    let missesHere = 0
    for (; i < ascending.length && ascending[i]?.probability === probability; i++) {
      if (ascending[i]?.responded) hitsHere += 1
      else missesHere += 1
    }
    won += hitsHere * (misses + missesHere / 2)
    hits += hitsHere
    misses += missesHere
  }
  return hits === 0 || misses === 0 ? null : won / (hits * misses)
}

function tenthsOf(ascending: readonly Foretold[]): Calibration['tenths'] {
  const n = ascending.length
  return Array.from({ length: Math.min(10, n) }, (_, k, tenths = Math.min(10, n)) => {
    const group = ascending.slice(Math.floor((k * n) / tenths), Math.floor(((k + 1) * n) / tenths))
    const hits = group.filter((f) => f.responded).length
    return {
      foretold: group.reduce((sum, f) => sum + f.probability, 0) / group.length,
      happened: shareOf(hits, group.length) ?? { value: 0, low: 0, high: 1 },
      customers: group.length,
    }
  })
}
