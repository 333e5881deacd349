import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Rule } from '../../schemas/rule.ts'
import { attributesQuery } from '../api/segments.ts'
import { GroupEditor } from './group-editor.tsx'
import styles from './rules.module.css'
import type { ValueType } from './subjects.ts'
import { type Group, groupOf, ruleOf } from './tree.ts'

/**
 * Who belongs, as sentences with nested groups. Every change is passed on as a complete rule; no sentence at all means
 * everyone. Narrow enough for the inspector; pair it with `RuleReach` for the live count and a sample.
 */
export function RuleBuilder(props: {
  rule: Rule | null
  onChange: (rule: Rule) => void
  readOnly?: boolean
}) {
  const attributes = useAttributeTypes()
  const [whole, change] = useGroups(props.rule, props.onChange)
  return (
    <fieldset className={styles.builder} disabled={props.readOnly ?? false}>
      <GroupEditor group={whole} onChange={change} attributes={attributes} depth={0} />
    </fieldset>
  )
}

/** Keys of rows live as long as the builder; a rule that comes from elsewhere (undo, another tab) starts them anew. */
function useGroups(rule: Rule | null, onChange: (rule: Rule) => void) {
  const [whole, setWhole] = useState(() => groupOf(rule))
  const told = useRef(JSON.stringify(rule))
  const now = JSON.stringify(rule)
  useEffect(() => {
    if (now === told.current) return
    told.current = now
    setWhole(groupOf(JSON.parse(now) as Rule | null))
  }, [now])
  const change = (next: Group) => {
    const said = ruleOf(next)
    told.current = JSON.stringify(said)
    setWhole(next)
    onChange(said)
  }
  return [whole, change] as const
}

function useAttributeTypes(): Readonly<Record<string, ValueType>> {
  const { data } = useQuery(attributesQuery)
  return Object.fromEntries((data ?? []).map(({ key, type }) => [key, type]))
}
