import type { Rule } from '../../schemas/rule.ts'
import { Later, laterPart } from '../components/later.tsx'

// Loaded when a rule is first edited: most visits to a drawing never do.
const builder = laterPart(async () => (await import('../rules/rule-builder.tsx')).RuleBuilder)
const reach = laterPart(async () => (await import('../rules/rule-reach.tsx')).RuleReach)

export function RuleEditor(given: { rule: Rule | null; onChange: (rule: Rule) => void }) {
  return <Later part={builder} given={given} />
}

/** How many customers a rule means, with `sample` of them. */
export function RuleReach(given: { rule: Rule; sample?: number }) {
  return <Later part={reach} given={given} />
}
