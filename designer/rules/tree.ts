import type { Rule } from '../../schemas/rule.ts'

/** A rule as the builder shows it: groups of sentences. `none` is what the language says as not(any). */
export interface Group {
  readonly key: string
  readonly join: 'all' | 'any' | 'none'
  readonly items: readonly Item[]
}
export interface Clause {
  readonly key: string
  readonly clause: ClauseRule
}
export type Item = Group | Clause
export type ClauseRule = Exclude<Rule, { type: 'all' | 'any' | 'not' | 'everyone' }>

export function isGroup(item: Item): item is Group {
  return 'join' in item
}

/** Groups for a rule; everything the language can say has a place. */
export function groupOf(rule: Rule | null): Group {
  const item = rule === null ? null : itemOf(rule)
  if (item === null) return group('all', [])
  return isGroup(item) ? item : group('all', [item])
}

/** The rule that groups say. Empty groups inside say nothing; an empty whole means everyone. */
export function ruleOf(whole: Group): Rule {
  return said(whole) ?? { type: 'everyone' }
}

export function clause(rule: ClauseRule): Clause {
  return { key: freshKey(), clause: rule }
}

export function group(join: Group['join'], items: readonly Item[]): Group {
  return { key: freshKey(), join, items }
}

/** The whole with one item replaced, or removed where `next` is null. */
export function replaced(whole: Group, key: string, next: Item | null): Group {
  const items = whole.items.flatMap((item): readonly Item[] => {
    if (item.key === key) return next === null ? [] : [next]
    return [isGroup(item) ? replaced(item, key, next) : item]
  })
  return { ...whole, items }
}

function itemOf(rule: Rule): Item | null {
  switch (rule.type) {
    case 'all':
    case 'any':
      return group(rule.type, rule.rules.flatMap(itemsOf))
    case 'not':
      return rule.rule.type === 'any'
        ? group('none', rule.rule.rules.flatMap(itemsOf))
        : group('none', itemsOf(rule.rule))
    case 'field':
    case 'purchases':
    case 'consent':
    case 'reachable':
    case 'responses':
    case 'list':
    case 'segment':
      return clause(rule)
    case 'everyone':
      return null
  }
}

function itemsOf(rule: Rule): readonly Item[] {
  const item = itemOf(rule)
  return item === null ? [] : [item]
}

function said(item: Item): Rule | null {
  if (!isGroup(item)) return item.clause
  const rules = item.items.map(said).filter((rule) => rule !== null)
  const [first] = rules
  if (first === undefined) return null
  if (item.join === 'none')
    return { type: 'not', rule: rules.length === 1 ? first : { type: 'any', rules } }
  return rules.length === 1 ? first : { type: item.join, rules }
}

let keys = 0
function freshKey(): string {
  keys += 1
  return `rule-${keys}`
}
