import type { Axis } from '../../../schemas/grid.ts'
import type { Field, Rule } from '../../../schemas/rule.ts'
import type { ValueType } from '../../rules/subjects.ts'

/** An axis as it is edited: a field with its cuts as they are typed, or one of the ready ways to divide. */
export type AxisChoice =
  | {
      readonly by: 'field'
      readonly field: Field
      readonly type: ValueType
      /** Where bands begin; empty: groups of equal size. */
      readonly cuts: readonly number[]
      readonly groups: number
    }
  | { readonly by: 'loyalty' }
  | { readonly by: 'response' }

/** Ways to divide that are several rules, named in the reader’s language; the first that holds counts. */
export const readyRules = {
  loyalty: [
    ['churning', { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 }],
    ['loyal', { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 5 }],
    ['general', { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 1 }],
  ],
  response: [
    ['refused', came('unsubscribed', 'complaint', 'refused')],
    ['bounced', came('bounced')],
    ['purchased', came('purchased')],
    ['responded', came('clicked', 'replied', 'answered')],
    ['reached', came('contacted')],
  ],
} as const satisfies Record<string, readonly (readonly [string, Rule])[]>

function came(...responses: readonly Extract<Rule, { type: 'responses' }>['response'][]): Rule {
  const rules = responses.map(
    (response): Rule => ({ type: 'responses', response, op: 'atLeast', value: 1 }),
  )
  const [only] = rules
  return rules.length === 1 && only ? only : { type: 'any', rules }
}

/** The axis as the API takes it; `say` names the bands of a ready one. */
export function axisOf(choice: AxisChoice, say: (band: string) => string): Axis {
  if (choice.by !== 'field') {
    const bands = readyRules[choice.by].map(([name, rule]) => ({ name: say(name), rule }))
    return { by: 'rules', bands }
  }
  const { field, type, cuts, groups } = choice
  if (type !== 'number' || isMark(field)) return { by: 'values', field, top: 12 }
  return { by: 'ranges', field, groups, ...(cuts.length > 0 ? { cuts: [...cuts] } : {}) }
}

/** Few whole values, each a band of its own. */
export function isMark(field: Field): boolean {
  return /^scores\.(?:\w+Mark|profitTenth)$/.test(field)
}

const usualCuts: Partial<Record<Field, readonly number[]>> = {
  dormancyMonths: [1, 3, 6],
  recencyDays: [31, 91, 181, 366],
  tenureDays: [91, 366, 731],
  purchaseCount: [1, 2, 3, 5, 10],
  productCount: [1, 2, 3, 5],
  ageYears: [20, 30, 40, 50, 60],
  'scores.alive': [0.2, 0.4, 0.6, 0.8],
  'scores.churnRisk': [0.2, 0.4, 0.6, 0.8],
}

export function fieldChoice(field: Field, type: ValueType): AxisChoice {
  return { by: 'field', field, type, cuts: usualCuts[field] ?? [], groups: 4 }
}

/** Grids that many ask for. */
export const readyGrids = {
  dormancyPoints: [fieldChoice('dormancyMonths', 'number'), fieldChoice('points', 'number')],
  dormancySpend: [fieldChoice('dormancyMonths', 'number'), fieldChoice('totalAmount', 'number')],
  loyaltyChannel: [{ by: 'loyalty' }, fieldChoice('preferredChannel', 'text')],
  loyaltyProduct: [{ by: 'loyalty' }, fieldChoice('preferredCategory', 'text')],
  loyaltyRegion: [{ by: 'loyalty' }, fieldChoice('region', 'text')],
  responseDormancy: [{ by: 'response' }, fieldChoice('dormancyMonths', 'number')],
  rfm: [fieldChoice('scores.recencyMark', 'number'), fieldChoice('scores.frequencyMark', 'number')],
} as const satisfies Record<string, readonly [AxisChoice, AxisChoice]>
export type ReadyGrid = keyof typeof readyGrids
