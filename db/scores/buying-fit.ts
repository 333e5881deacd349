import { parentPort, workerData } from 'node:worker_threads'
import {
  type BgNbdFit,
  type CountedHistory,
  expectedPurchases,
  fitBgNbd,
  probabilityAlive,
} from '../../engine/scores/bg-nbd.ts'
import {
  fitGammaGamma,
  type GammaGammaFit,
  type Spending,
} from '../../engine/scores/gamma-gamma.ts'
import { inThread } from './in-thread.ts'

const daysPerWeek = 7
/** Fewer customers with repeat purchases say too little about amounts. */
export const buyersMin = 50

/** Purchases on `repeats` days after the first, the last of them after `last` days, in `age` days; as rows have it. */
export interface DayHistory {
  readonly repeats: number
  readonly last: number
  readonly age: number
}

export interface BuyingInput {
  readonly fitOn: readonly (DayHistory & { readonly n: number })[]
  readonly spending: readonly Spending[]
  /** Histories to foretell for. */
  readonly histories: readonly DayHistory[]
  readonly aheadDays: number
}

export interface BuyingOutput {
  readonly buying: BgNbdFit
  /** Null: too few bought twice, or the model does not fit amounts (q ≤ 1). */
  readonly spending: GammaGammaFit | null
  /** In the order of `histories`. */
  readonly alive: readonly number[]
  readonly expected: readonly number[]
}

/** Fits both models and foretells every history, in a thread of its own. */
export function fitBuying(input: BuyingInput): Promise<BuyingOutput> {
  return inThread(new URL(import.meta.url), input)
}

function foretell({ fitOn, spending, histories, aheadDays }: BuyingInput): BuyingOutput {
  const counted = fitOn.map((row): CountedHistory => ({ ...inWeeks(row), customers: row.n }))
  const buying = fitBgNbd(counted)
  const weeks = histories.map(inWeeks)
  return {
    buying,
    spending: fitSpending(spending),
    alive: weeks.map((h) => probabilityAlive(buying.model, h)),
    expected: weeks.map((h) => expectedPurchases(buying.model, h, aheadDays / daysPerWeek)),
  }
}

function inWeeks({ repeats, last, age }: DayHistory) {
  return { repeats, lastAt: last / daysPerWeek, age: age / daysPerWeek }
}

function fitSpending(customers: readonly Spending[]): GammaGammaFit | null {
  if (customers.length < buyersMin) return null
  const typical = customers.reduce((sum, c) => sum + c.meanAmount, 0) / customers.length
  const found = fitGammaGamma(customers, { p: 2, q: 3, gamma: typical })
  return found.converged && found.model.q > 1 ? found : null
}

if (parentPort && workerData) parentPort.postMessage(foretell(workerData as BuyingInput))
