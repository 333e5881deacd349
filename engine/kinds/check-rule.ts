import type { Diagnostic } from '../../schemas/diagnostic.ts'
import type { NodeId } from '../../schemas/node.ts'
import type { Rule } from '../../schemas/rule.ts'
import { diagnostic } from '../diagnostics.ts'
import type { SegmentRules } from '../rules/expand-segments.ts'
import { ruleProblems } from '../rules/rule-problems.ts'

/** What keeps a rule of a step from being used; `field` says where in the step the rule stands. */
export function checkRule(
  rule: Rule,
  at: { readonly nodeId: NodeId; readonly field: string },
  segments: SegmentRules,
): readonly Diagnostic[] {
  return ruleProblems(rule, segments).map((problem) => ({
    ...diagnostic(
      'RULE_INVALID',
      { nodeId: at.nodeId, field: [at.field, ...problem.path].join('.') },
      { values: { ...problem.values, problem: problem.code } },
    ),
    message: problem.message,
  }))
}
