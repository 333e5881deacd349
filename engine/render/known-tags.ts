import type { Field } from '../../schemas/rule.ts'

/** How a tag's value is written: dates in the customer's zone, money in the currency of the installation. */
export type TagFormat = 'text' | 'number' | 'money' | 'date'

export interface KnownTag {
  readonly format: TagFormat
  /** Profile fields that must be loaded for it; a name and an address are always there. */
  readonly fields: readonly Field[]
}

const field = (name: Field, format: TagFormat): KnownTag => ({ format, fields: [name] })
const given = (format: TagFormat): KnownTag => ({ format, fields: [] })

/** Every tag a message may hold, in the order the editor offers them; besides these, `attributes.<key>`. */
export const knownTags = {
  name: given('text'),
  points: field('points', 'number'),
  region: field('region', 'text'),
  ageYears: field('ageYears', 'number'),
  firstPurchaseDate: field('firstPurchaseAt', 'date'),
  lastPurchaseDate: field('lastPurchaseAt', 'date'),
  recencyDays: field('recencyDays', 'number'),
  dormancyMonths: field('dormancyMonths', 'number'),
  purchaseCount: field('purchaseCount', 'number'),
  totalAmount: field('totalAmount', 'money'),
  averageBasket: field('averageBasket', 'money'),
  offer: given('text'),
  product: given('text'),
  reward: given('text'),
  rewardValue: given('money'),
  rewardCode: given('text'),
  rewardExpiresOn: given('date'),
  link: given('text'),
  sender: given('text'),
  optOut: given('text'),
} as const satisfies Record<string, KnownTag>

export type TagName = keyof typeof knownTags | `attributes.${string}`

const attributeTag = /^attributes\.[a-z][a-zA-Z0-9_]{0,39}$/

export function isKnownTag(name: string): name is TagName {
  return Object.hasOwn(knownTags, name) || attributeTag.test(name)
}

/** What a tag is and needs; an attribute is written as it was imported. */
export function knownTag(name: TagName): KnownTag {
  return isAttribute(name) ? { format: 'text', fields: [name] } : knownTags[name]
}

export function isAttribute(name: TagName): name is `attributes.${string}` {
  return name.startsWith('attributes.')
}
