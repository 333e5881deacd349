import type { DeclaredAttribute } from '../../db/customers/attributes.ts'
import type { Consent } from '../../db/customers/consents.ts'
import type { NewCustomer } from '../../db/customers/customers.ts'
import type { PurchaseRow } from '../../db/imports/purchases.ts'
import { drawUnit } from '../../engine/chance.ts'
import type { Channel } from '../../schemas/basics.ts'
import { fictionalPerson, pick, pickWeighted } from '../fictional.ts'
import { shopChannels, wares } from './shop.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/** How somebody shops. Days are before today; both ends of a range are drawn from evenly. */
interface Habit {
  readonly name: string
  readonly grade: string
  readonly weight: number
  readonly lastDaysAgo: readonly [number, number]
  readonly daysBetween: readonly [number, number]
  readonly purchasesMax: readonly [number, number]
  readonly quantityMax: number
}

const historyDays = 3 * 365
const stores = ['본점', '강남점', '수원점', '부산점', '온라인몰'] as const

/** What the shop knows of people besides their profile. */
export const attributes: readonly DeclaredAttribute[] = [
  {
    key: 'grade',
    label: '등급',
    type: 'text',
    unit: null,
    allowed: ['VIP', '골드', '실버', '일반'],
  },
  { key: 'appMember', label: '앱 회원', type: 'boolean', unit: null, allowed: null },
  { key: 'household', label: '가구원 수', type: 'number', unit: '명', allowed: null },
  { key: 'favouriteStore', label: '단골 매장', type: 'text', unit: null, allowed: stores },
]

const habits: readonly Habit[] = [
  {
    name: 'loyal',
    grade: 'VIP',
    weight: 14,
    lastDaysAgo: [0, 27],
    daysBetween: [14, 40],
    purchasesMax: [30, 60],
    quantityMax: 5,
  },
  {
    name: 'average',
    grade: '골드',
    weight: 28,
    lastDaysAgo: [1, 85],
    daysBetween: [35, 95],
    purchasesMax: [8, 24],
    quantityMax: 3,
  },
  {
    name: 'new',
    grade: '일반',
    weight: 10,
    lastDaysAgo: [1, 60],
    daysBetween: [9, 30],
    purchasesMax: [1, 4],
    quantityMax: 2,
  },
  {
    name: 'churning',
    grade: '골드',
    weight: 16,
    lastDaysAgo: [95, 178],
    daysBetween: [24, 60],
    purchasesMax: [8, 22],
    quantityMax: 3,
  },
  {
    name: 'dormant',
    grade: '실버',
    weight: 32,
    lastDaysAgo: [186, 760],
    daysBetween: [30, 120],
    purchasesMax: [1, 12],
    quantityMax: 3,
  },
]

export interface DemoPerson {
  readonly customer: NewCustomer
  readonly purchases: readonly Omit<PurchaseRow, 'customer'>[]
  readonly consents: readonly Omit<Consent, 'customer'>[]
  /** Channels on which this person once said stop. */
  readonly refused: readonly Channel[]
}

const likelyConsents: readonly (readonly [Channel, number])[] = [
  ['email', 0.8],
  ['sms', 0.72],
  ['letter', 0.62],
  ['call', 0.5],
]

/** The demonstration’s customer number `no`: the same everywhere, with purchases that end before `midnight` (today’s). */
export function demoPerson(no: number, midnight: number): DemoPerson {
  const externalId = `D${String(no + 1).padStart(5, '0')}`
  const draw = (...what: (string | number)[]) => drawUnit('demo', externalId, ...what)
  const between = ([from, to]: readonly [number, number], ...what: (string | number)[]) =>
    from + Math.floor((to - from + 1) * draw(...what))
  const habit = pickHabit(draw('habit'))
  const days = purchaseDays(habit, between)
  const purchases = days.map((daysAgo, at) => {
    const [product, price] = pickWeighted(wares, draw('ware', at))
    const quantity = between([1, habit.quantityMax], 'quantity', at)
    const [channel] = pickWeighted(shopChannels, draw('channel', at))
    return {
      at: midnight - daysAgo * dayMs - Math.floor((3 + 11 * draw('hour', at)) * hourMs),
      amount: price * quantity,
      quantity,
      product,
      channel,
      source: 'demo',
      sourceRef: `${externalId}-${days.length - at}`,
    }
  })
  const joinedDaysAgo = Math.max(...days) + between([1, 200], 'joined')
  const createdAt = midnight - joinedDaysAgo * dayMs
  return {
    customer: {
      ...fictionalPerson(externalId),
      createdAt,
      attributes: {
        grade: habit.grade,
        appMember: draw('app') < 0.55,
        household: between([1, 5], 'household'),
        favouriteStore: pick(stores, draw('store')),
      },
    },
    purchases,
    consents: likelyConsents.map(([channel, share]) => ({
      channel,
      given: draw('consent', channel) < share,
      at: createdAt,
      source: 'demo',
      proof: '가입 신청서',
    })),
    refused:
      draw('refused') < 0.015 ? [pick(['email', 'sms'] as const, draw('refused channel'))] : [],
  }
}

function pickHabit(unit: number): Habit {
  return pickWeighted(
    habits.map((habit) => [habit, habit.weight] as const),
    unit,
  )[0]
}

/** Days before today of all purchases, the latest first; who is churning bought at growing distances. */
function purchaseDays(
  habit: Habit,
  between: (range: readonly [number, number], ...what: (string | number)[]) => number,
): number[] {
  const last = between(habit.lastDaysAgo, 'last')
  const count = between(habit.purchasesMax, 'count')
  const days = [last]
  let day = last
  for (let at = 1; at < count; at += 1) {
    const usual = between(habit.daysBetween, 'distance', at)
    const stretch = habit.name === 'churning' && at <= 3 ? 1.6 - at * 0.15 : 1
    day += Math.max(1, Math.round(usual * stretch))
    if (day > historyDays) break
    days.push(day)
  }
  return days
}
