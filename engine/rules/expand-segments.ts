import type { Rule } from '../../schemas/rule.ts'

/** Saved segments by id, as far as they are known. */
export type SegmentRules = Readonly<Record<string, { readonly rule: Rule }>>

/**
 * The rule with every saved segment it names replaced by that segment’s own rule, so that it stands on its own. Only for
 * rules in which `ruleProblems` found nothing.
 */
export function expandSegments(rule: Rule, segments: SegmentRules): Rule {
  switch (rule.type) {
    case 'all':
    case 'any':
      return { ...rule, rules: rule.rules.map((part) => expandSegments(part, segments)) }
    case 'not':
      return { ...rule, rule: expandSegments(rule.rule, segments) }
    case 'segment': {
      const named = segments[rule.segment]
      if (!named) throw new Error(`A rule without problems names segment ${rule.segment}`)
      const own = expandSegments(named.rule, segments)
      return rule.member ? own : { type: 'not', rule: own }
    }
    case 'field':
    case 'purchases':
    case 'consent':
    case 'reachable':
    case 'responses':
    case 'list':
    case 'everyone':
      return rule
  }
}
