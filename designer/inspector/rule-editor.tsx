import { lazy, Suspense } from 'react'
import type { Rule } from '../../schemas/rule.ts'

// Loaded when a rule is first edited: most visits to a drawing never do.
const RuleBuilder = lazy(async () => {
  const { RuleBuilder: component } = await import('../rules/rule-builder.tsx')
  return { default: component }
})
const Reach = lazy(async () => {
  const { RuleReach: component } = await import('../rules/rule-reach.tsx')
  return { default: component }
})

export function RuleEditor(props: { rule: Rule | null; onChange: (rule: Rule) => void }) {
  return (
    <Suspense fallback={null}>
      <RuleBuilder {...props} />
    </Suspense>
  )
}

/** How many customers a rule means, with `sample` of them. */
export function RuleReach(props: { rule: Rule; sample?: number }) {
  return (
    <Suspense fallback={null}>
      <Reach {...props} />
    </Suspense>
  )
}
